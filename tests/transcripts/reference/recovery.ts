// Clients that come back find what they have missed.

import type { ServerOptions } from "socket.io";
import { type Application, fence } from "./application.ts";

type Options = NonNullable<ServerOptions["connectionStateRecovery"]>;

export function recoveryWith(options: Options): Application {
  return {
    options: { connectionStateRecovery: options },
    serve(io, journal) {
      for (const name of ["/", "/news"]) {
        const namespace = io.of(name);
        namespace.use((_socket, next) => {
          journal.write("middleware");
          next();
        });
        namespace.on("connection", (socket) => {
          fence(socket);
          const rooms = [...socket.rooms].filter((room) => room !== socket.id).sort();
          journal.of(socket, socket.recovered ? "recovered" : "connection", socket.data, ...rooms);
          socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
          socket.on("join", (room: string) => socket.join(room));
          socket.on("remember", (value: unknown) => void (socket.data.value = value));
          socket.on("said", (...args: unknown[]) => journal.of(socket, "said", ...args));
          socket.on("tell me", (...args: unknown[]) => socket.emit("told", ...args));
          socket.on("leave", () => socket.disconnect());
          socket.on("burst", (length: number) => {
            for (let number = 0; number < length; number += 1) socket.emit("number", number);
          });
        });
      }
      return {
        tell: (name: string, ...args: unknown[]) => void io.of(name).emit("told", ...args),
        "tell a room": (room: string, ...args: unknown[]) => void io.to(room).emit("told", ...args),
        "tell all but": (room: string, ...args: unknown[]) => void io.except(room).emit("told", ...args),
        "tell, volatile": (...args: unknown[]) => void io.volatile.emit("told", ...args),
        sockets: (name: string) => io.of(name).sockets.size,
      };
    },
  };
}
