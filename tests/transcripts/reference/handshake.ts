// Namespaces that tell what they know of a client.

import type { Socket } from "socket.io";
import { type Application, fence } from "./application.ts";

export const handshake: Application = {
  serve(io, journal) {
    const tell = (socket: Socket) => {
      fence(socket);
      const { handshake } = socket;
      journal.of(socket, "connection", socket.nsp.name);
      socket.on("ask", (what: string, acknowledge: (answer: unknown) => void) => {
        switch (what) {
          case "auth":
            return acknowledge(handshake.auth);
          case "address":
            return acknowledge(handshake.address);
          case "secure":
            return acknowledge(handshake.secure);
          case "xdomain":
            return acknowledge(handshake.xdomain);
          case "age":
            return acknowledge(Math.abs(Date.now() - handshake.issued) < 60_000);
          case "path":
            return acknowledge(handshake.url.split("?")[0]);
          case "transport":
            return acknowledge(socket.conn.transport.name);
          default:
            return acknowledge(null);
        }
      });
      socket.on("header", (name: string, acknowledge: (answer: unknown) => void) => {
        acknowledge(handshake.headers[name] ?? null);
      });
      socket.on("query", (name: string, acknowledge: (answer: unknown) => void) => {
        acknowledge(handshake.query[name] ?? null);
      });
    };
    io.on("connection", tell);
    io.of("/news").on("connection", tell);
  },
};
