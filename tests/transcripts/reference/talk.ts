// A namespace whose server sends back what it gets, and says what it is asked to say.

import type { Namespace, ServerOptions, Socket } from "socket.io";
import { type Application, type Journal, fence } from "./application.ts";

type Acknowledge = (...args: unknown[]) => void;

/** The arguments of an event, and how to acknowledge it when the client asks for that. */
export function split(args: unknown[]): [unknown[], Acknowledge | undefined] {
  const last = args.at(-1);
  return typeof last === "function" ? [args.slice(0, -1), last as Acknowledge] : [args, undefined];
}

function talk(socket: Socket, journal: Journal): void {
  fence(socket);
  socket.onAny((event: string, ...args: unknown[]) => {
    if (event !== "fence" && event !== "relay") journal.of(socket, "event", event, ...split(args)[0]);
  });
  socket.on("echo", (...all: unknown[]) => {
    const [args, acknowledge] = split(all);
    if (acknowledge) acknowledge(...args);
    else socket.emit("echo", ...args);
  });
  // As `echo`, but nothing is written down.
  socket.on("relay", (value: unknown, acknowledge: Acknowledge) => acknowledge(value));
  socket.on("say", (name: string, ...args: unknown[]) => socket.emit(name, ...args));
  socket.on("everybody", (name: string, ...args: unknown[]) => socket.nsp.emit(name, ...args));
  socket.on("count", (length: number) => {
    for (let number = 0; number < length; number += 1) socket.emit("number", number);
  });
  // A text, bytes, a text, and so on.
  socket.on("mixture", (length: number) => {
    for (let number = 0; number < length; number += 1) {
      socket.emit("part", number % 2 === 0 ? number : Buffer.from([number]));
    }
  });
  socket.on("bytes", (length: number) => socket.emit("bytes", Buffer.alloc(length, 7)));
  socket.on("attachments", (count: number) => {
    socket.emit("attachments", ...Array.from({ length: count }, (_, index) => Buffer.from([index])));
  });
  socket.on("leave", () => socket.disconnect());
  socket.on("close", () => socket.disconnect(true));
  socket.on("what is it", (value: unknown, acknowledge: Acknowledge) => acknowledge(kind(value)));
  socket.on("say reserved", (name: string, acknowledge: Acknowledge) => {
    try {
      socket.emit(name);
      acknowledge(null);
    } catch (error) {
      acknowledge((error as Error).message);
    }
  });
  socket.on("leave twice", () => {
    socket.disconnect();
    socket.disconnect();
    socket.emit("too late");
    journal.of(socket, "connected", socket.connected);
  });
  socket.on("disconnecting", (reason) => journal.of(socket, "disconnecting", reason));
  socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason, socket.connected));
}

function kind(value: unknown): string {
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "object" : JSON.stringify(value);
}

/** The application, with options of its server. */
export function talkWith(options: Partial<ServerOptions>): Application {
  return {
    options,
    serve(io, journal) {
      const serve = (namespace: Namespace) => {
        namespace.on("connection", (socket) => {
          journal.of(socket, "connection", socket.nsp.name);
          talk(socket, journal);
        });
      };
      for (const name of ["/", "/news", "/news/", "chat"]) serve(io.of(name));
      for (let number = 0; number < 10; number += 1) serve(io.of(`/room-${number}`));
      return {
        connections: () => io.engine.clientsCount,
        sockets: (name: string) => io.of(name).sockets.size,
        emit: (name: string, event: string, ...args: unknown[]) => void io.of(name).emit(event, ...args),
        send: (name: string, ...args: unknown[]) => void io.of(name).send(...args),
        close: () => void io.close(),
        // No packet of Socket.IO: the client's parser does not understand it.
        garble: () => io.sockets.sockets.forEach((socket) => socket.conn.write("9")),
        // Whether a name is refused.
        reserved: (name: string, ...args: unknown[]) => {
          try {
            io.emit(name, ...args);
          } catch (error) {
            return (error as Error).message;
          }
          return null;
        },
      };
    },
  };
}
