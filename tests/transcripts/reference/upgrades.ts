// The moment in which a connection moves to a WebSocket.

import { type Application, fence } from "./application.ts";
import { split } from "./talk.ts";

export const upgrades: Application = {
  serve(io, journal) {
    io.on("connection", (socket) => {
      fence(socket);
      journal.of(socket, "connection", socket.conn.transport.name, socket.conn.upgraded);
      socket.conn.once("upgrade", () => journal.of(socket, "upgrade", socket.conn.transport.name, socket.conn.upgraded));
      socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
      const seen: unknown[] = [];
      socket.on("number", (number: number | Buffer) => seen.push(Buffer.isBuffer(number) ? number.readUInt16BE() : number));
      socket.on("seen", (acknowledge: (...all: unknown[]) => void) => {
        acknowledge(seen.length, seen.every((number, at) => number === at));
      });
      socket.on("echo", (...all: unknown[]) => {
        const [args, acknowledge] = split(all);
        acknowledge?.(...args);
      });
      socket.on("count", async (length: number, acknowledge: () => void) => {
        for (let number = 0; number < length; number += 1) {
          socket.emit("number", number);
          if (number % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        acknowledge();
      });
    });
  },
};
