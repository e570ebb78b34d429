// The generated validators are Standard Schemas of the types of the contract.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Ack, Message, NewMessage, SendError } from "../../schema/src/tests/golden/chat.ts";
import { chatValidators, validators } from "../../schema/src/tests/golden/chat.validators.ts";
import { is } from "./lab.ts";

type Output<T extends StandardSchemaV1> = StandardSchemaV1.InferOutput<T>;

export function types(): void {
  is<StandardSchemaV1<NewMessage>>(validators.NewMessage);
  is<Output<typeof validators.NewMessage>>({ text: "hello" });
  is<StandardSchemaV1<[NewMessage]>>(chatValidators.clientToServer["message:send"].args);
  is<StandardSchemaV1<Ack<Message, SendError>>>(chatValidators.clientToServer["message:send"].ack);
  is<Output<typeof chatValidators.serverToClient.typing.args>>(["ada", true]);

  // @ts-expect-error: a message has a text.
  is<Output<typeof validators.NewMessage>>({});
  // @ts-expect-error: a message of the server has more.
  is<StandardSchemaV1<Message>>(validators.NewMessage);
  // @ts-expect-error: there is no such type.
  void validators.Nothing;
  // @ts-expect-error: nobody acknowledges it.
  void chatValidators.clientToServer.say.ack;
}

/** As a library does that takes any schema. */
export async function parsed<T>(schema: StandardSchemaV1<T>, value: unknown): Promise<T> {
  const result = await schema["~standard"].validate(value);
  if (result.issues) throw new Error(result.issues.map(({ message, path }) => `${path?.join(".")}: ${message}`).join("; "));
  return result.value;
}

export async function use(): Promise<void> {
  is<NewMessage>(await parsed(validators.NewMessage, { text: "hello" }));
  const result = validators.NewMessage["~standard"].validate({ text: "hello" });
  if (result.issues) return;
  is<NewMessage>(result.value);
}
