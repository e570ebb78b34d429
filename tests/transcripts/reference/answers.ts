// Events that are acknowledged, or not, in every way.

import type { Socket } from "socket.io";
import { type Application, type Journal, fence } from "./application.ts";
import { split } from "./talk.ts";

type Acknowledge = (...args: unknown[]) => void;

/** What became of an acknowledgement that the server waited for. */
function outcome(error: Error | null, answer: unknown): unknown {
  return error ? { error: error.message } : { answer: answer === undefined ? null : answer };
}

function serve(socket: Socket, journal: Journal): void {
  fence(socket);
  journal.of(socket, "connection");
  socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
  socket.on("echo", (...all: unknown[]) => {
    const [args, acknowledge] = split(all);
    acknowledge?.(...args);
  });
  socket.on("twice", (acknowledge: Acknowledge) => {
    acknowledge("first");
    acknowledge("second");
  });
  socket.on("shared", (acknowledge: Acknowledge) => acknowledge("the first listener"));
  socket.on("shared", (acknowledge: Acknowledge) => acknowledge("the second listener"));
  socket.on("never", () => journal.of(socket, "never"));
  // Answers when it is told to, by `answer`.
  const kept = new Map<string, Acknowledge>();
  socket.on("keep", (name: string, acknowledge: Acknowledge) => {
    kept.set(name, acknowledge);
    journal.of(socket, "kept", name);
  });
  socket.on("answer", (name: string) => {
    kept.get(name)?.(`answer to ${name}`);
    kept.delete(name);
  });
  socket.on("leave and answer", (acknowledge: Acknowledge) => {
    socket.disconnect();
    acknowledge("too late");
  });
  // Asks back, and says what came.
  socket.on("ask me", (patience: number, ...args: unknown[]) => {
    socket.timeout(patience).emit("question", ...args, (error: Error | null, answer: unknown) => {
      journal.of(socket, "answered", outcome(error, answer));
    });
  });
  socket.on("ask me before you answer", async (acknowledge: Acknowledge) => {
    acknowledge(await socket.timeout(10_000).emitWithAck("question"));
  });
}

export const answers: Application = {
  serve(io, journal) {
    for (const name of ["/", "/news"]) io.of(name).on("connection", (socket) => serve(socket, journal));
    return {
      everybody: async (patience: number, ...args: unknown[]) => {
        try {
          const all: unknown[] = await io.timeout(patience).emitWithAck("question", ...args);
          return { answers: all.map((answer) => (answer === undefined ? null : answer)).sort() };
        } catch (error) {
          const { message, responses } = error as Error & { responses: unknown[] };
          return { answers: responses.sort(), error: message };
        }
      },
      room: async (room: string, patience: number) => {
        const all: unknown[] = await io.to(room).timeout(patience).emitWithAck("question");
        return { answers: all.sort() };
      },
    };
  },
};
