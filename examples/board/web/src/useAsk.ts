import { useState } from "react";
import type { Ack } from "./api.gen.ts";
import { reasonText, type Reason } from "./texts.ts";

/** Waits for an acknowledgement. Whether the server has done what it was asked for. */
export type Ask = (reply: Promise<Ack<unknown, Reason>>) => Promise<boolean>;

/** Asks the server, and keeps what went wrong last, in words, until something works. */
export function useAsk(): [problem: string, ask: Ask] {
  const [problem, setProblem] = useState("");
  const ask: Ask = async (reply) => {
    try {
      const answer = await reply;
      setProblem(answer.ok ? "" : reasonText(answer.error));
      return answer.ok;
    } catch {
      setProblem("The server does not answer.");
      return false;
    }
  };
  return [problem, ask];
}
