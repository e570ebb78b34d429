// Namespaces that admit some and refuse others.

import type { ExtendedError } from "socket.io";
import { type Application, fence } from "./application.ts";

/** A refusal as clients see it. */
export function refusal(message: string, data?: unknown): ExtendedError {
  const error: ExtendedError = new Error(message);
  if (data !== undefined) error.data = data;
  return error;
}

export const doors: Application = {
  serve(io, journal) {
    for (const name of ["/", "/open"]) {
      io.of(name).on("connection", (socket) => {
        fence(socket);
        journal.of(socket, "connection", socket.handshake.auth);
        socket.on("said", (...args: unknown[]) => journal.of(socket, "said", ...args));
        socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
      });
    }
    const door = io.of("/door");
    door.use((socket, next) => {
      const { password, message, data } = socket.handshake.auth;
      journal.write("knock", password ?? null);
      if (password === "open sesame") next();
      else next(refusal(message ?? "not authorized", data));
    });
    door.on("connection", (socket) => {
      fence(socket);
      journal.of(socket, "connection");
      socket.on("said", (...args: unknown[]) => journal.of(socket, "said", ...args));
      socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
    });
    return { sockets: (name: string) => io.of(name).sockets.size };
  },
};
