// `before.ts` with the generated event maps in place of those by hand.

import { io, type Socket } from "socket.io-client";
import type {
  LabClientToServer as ClientToServerEvents,
  LabServerToClient as ServerToClientEvents,
} from "../lab.gen.ts";

type AppSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const socket: AppSocket = io("https://server.example/lab", {
  auth: { user: "ada", password: "open sesame" },
  autoConnect: false,
});

export const lines: string[] = [];
export let quotient = 0;

const onHeard: ServerToClientEvents["heard"] = (text) => lines.push(text.toUpperCase());

export function listen(socket: AppSocket): () => void {
  socket.on("connect", () => lines.push(`connected as ${socket.id ?? ""}`));
  socket.on("connect_error", (error) => lines.push(error.message));
  socket.on("disconnect", (reason) => lines.push(reason));

  socket.on("noted", (text) => lines.push(text.trim()));
  socket.once("left", (user, reason) => lines.push(`${user}: ${reason}`));
  socket.on("heard", onHeard);
  socket.on("file", ({ name, content }) => lines.push(`${name}: ${content.byteLength} bytes`));
  socket.on("question", (text, callback) => {
    callback(`${text} Yes.`);
  });
  socket.on("nudge", (callback) => callback(null));
  socket.onAny((event: string, ...args: unknown[]) => lines.push(`${event} ${args.length}`));

  return () => {
    socket.off("heard", onHeard);
    socket.off("noted");
    socket.offAny();
  };
}

export function send(): void {
  socket.emit("goodbye");
  socket.emit("note", "hello");
  socket.volatile.emit("note", "hello");
  socket.compress(false).emit("note", "hello");
  socket.emit("file:send", { name: "empty", content: new Uint8Array(), parts: [] });

  socket.emit("records", (entries) => lines.push(...entries));
  socket.emit("divide", 12, 4, (answer) => {
    if (answer.ok) quotient = answer.data;
    else lines.push(answer.error.code);
  });
  socket.timeout(5_000).emit("records", (error, entries) => {
    if (error) lines.push(error.message);
    else lines.push(...entries);
  });
}

export async function ask(): Promise<void> {
  lines.push(...(await socket.emitWithAck("records")));
  try {
    const answer = await socket.timeout(5_000).emitWithAck("divide", 12, 4);
    if (answer.ok) quotient = answer.data;
  } catch (error) {
    lines.push(String(error));
  }
}

/** As in applications that wrap the socket. */
export function join(room: string, emit: AppSocket["emit"] = socket.emit.bind(socket)): void {
  emit("join", room);
}
