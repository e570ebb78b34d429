// Events that may be lost.

import { type Application, fence } from "./application.ts";

/** More than the sockets of any system hold. */
const FILLER = 24 * 1024 * 1024;

export const volatile: Application = {
  options: { pingTimeout: 60_000 },
  serve(io, journal) {
    io.on("connection", (socket) => {
      fence(socket);
      journal.of(socket, "connection");
      socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
      socket.on("said", (...args: unknown[]) => journal.of(socket, "said", ...args));
      socket.on("tell me twice", () => {
        socket.emit("told", "first");
        socket.volatile.emit("told", "second, volatile");
        socket.emit("told", "third");
      });
    });
    return {
      // For the one whose name it is: as much as a client that does not read will never take.
      fill: (id: string) => void io.to(id).emit("filler", Buffer.alloc(FILLER)),
      "tell, volatile": (id: string, ...args: unknown[]) => void io.sockets.sockets.get(id)?.volatile.emit("told", ...args),
      "tell bytes, volatile": (id: string) => {
        io.sockets.sockets.get(id)?.volatile.emit("told", Buffer.from([1]), Buffer.from([2]));
      },
      "tell bytes": (id: string) => void io.sockets.sockets.get(id)?.emit("told", Buffer.from([3]), Buffer.from([4])),
      "tell everybody, volatile": (...args: unknown[]) => void io.volatile.emit("told", ...args),
      "tell everybody": (...args: unknown[]) => void io.emit("told", ...args),
    };
  },
};
