// Uses of the golden clients that must type-check, and mistakes that must not.

import {
  type BoundaryError,
  type ChatParams,
  type ChatSocket,
  chatRejection,
  connectChat,
  type JoinError,
  type Message,
  mustReload,
  type SendError,
  unwrap,
} from "../../schema/src/tests/golden/chat.ts";
import type {
  Flattened,
  Internal,
  Mood,
  Stamped,
  Tree,
  UserId,
  Wish,
} from "../../schema/src/tests/golden/zoo.ts";
import { is } from "./lab.ts";

const url = "https://chat.example";
const options = { auth: { nickname: "ada" } };

export function connecting(): void {
  const params: ChatParams = { room: "red", level: 7 };
  is<ChatSocket>(connectChat(url, params, options));
  connectChat(url, params, { auth: (present) => present({ nickname: "ada", resumeKey: null }) });
  connectChat("", params, { ...options, query: { theme: "dark" }, forceNew: true });

  // @ts-expect-error: the parameters are missing.
  connectChat(url, options);
  // @ts-expect-error: the level is missing.
  connectChat(url, { room: "red" }, options);
  // @ts-expect-error: there is no such parameter.
  connectChat(url, { ...params, floor: 1 }, options);
  // @ts-expect-error: a parameter is a text or a number.
  connectChat(url, { ...params, level: null }, options);
  // @ts-expect-error: credentials have a nickname.
  connectChat(url, params, { auth: { name: "ada" } });
  // @ts-expect-error: there is no such option.
  connectChat(url, params, { ...options, transport: "websocket" });
  // @ts-expect-error: the URL is a text.
  connectChat(undefined, params, options);
}

export function refusal(socket: ChatSocket): void {
  socket.on("connect_error", (error) => {
    is<boolean>(mustReload(error));
    const refused = chatRejection(error);
    is<JoinError | undefined>(refused);
    if (refused?.code === "banned") is<number>(refused.untilMs);
    // @ts-expect-error: only who is banned learns until when.
    if (refused?.code === "badToken") is<number>(refused.untilMs);
  });
  // @ts-expect-error: a reason is no error.
  socket.on("disconnect", (reason) => mustReload(reason));
}

export async function oldNames(socket: ChatSocket): Promise<void> {
  is<Message>(await unwrap(socket.emitWithAck("message:post", { text: "hello" })));
  // @ts-expect-error: the old name has the same arguments.
  socket.emit("message:post", "hello", () => {});
  // @ts-expect-error: servers tell each other.
  socket.emit("reload", 1, {});
  // @ts-expect-error: clients never hear of it.
  socket.on("posted", () => {});
}

export function acknowledgedAsInNode(socket: ChatSocket): void {
  socket.emit("rename", "Ada", (error, message) => {
    is<SendError | BoundaryError | null>(error);
    is<Message | undefined>(message);
    // @ts-expect-error: there may be an error instead.
    is<Message>(message);
  });
  socket.timeout(1_000).emit("rename", "Ada", (late, error, message) => {
    is<Error | null>(late);
    is<SendError | BoundaryError | null>(error);
    is<Message | undefined>(message);
  });
  // @ts-expect-error: this answer is no envelope.
  void unwrap(socket.emitWithAck("rename", "Ada"));
}

export function brands(user: UserId): void {
  is<string>(user);
  is<UserId>("ada" as UserId);
  // @ts-expect-error: not every text names a user.
  is<UserId>("ada");
}

export function openEnums(mood: Mood, wish: Wish): void {
  is<string>(mood);
  is<Mood>("Calm");
  is<Mood>("A mood of later servers");
  is<"Tea" | "Cake">(wish);
  // @ts-expect-error: there may be others.
  is<"Calm" | "Happy">(mood);
  // @ts-expect-error: a server takes only what it knows.
  is<Wish>("Coffee");
}

export function largeNumbers(stamped: Stamped): void {
  is<bigint>(BigInt(stamped.serial) + BigInt(stamped.offset));
  // @ts-expect-error: a number would not be exact.
  is<number>(stamped.serial);
  // @ts-expect-error: it may be null.
  is<bigint>(BigInt(stamped.hash));
}

export function enums(internal: Internal, flattened: Flattened, tree: Tree): void {
  if (internal.type === "Newtype") is<string>(internal.name);
  if (internal.type === "Struct") is<boolean>(internal.a);
  // @ts-expect-error: a unit has nothing but its tag.
  if (internal.type === "Unit") is<string>(internal.name);
  // @ts-expect-error: there is no such variant.
  if (internal.type === "Tuple") return;
  is<[number, string]>([flattened.id, flattened.name]);
  if (flattened.type === "Struct") is<boolean>(flattened.a);
  is<Tree[]>(tree.children);
  // @ts-expect-error: the root has no parent.
  is<Tree>(tree.parent);
}
