// Namespaces that come to be when somebody asks for them.

import type { Namespace, Socket } from "socket.io";
import { type Application, fence } from "./application.ts";
import { refusal } from "./doors.ts";

/** The application, of which children without anybody are forgotten or kept. */
export function familiesWith(cleanupEmptyChildNamespaces: boolean): Application {
  return {
    options: { cleanupEmptyChildNamespaces },
    serve(io, journal) {
      const serve = (socket: Socket) => {
        fence(socket);
        journal.of(socket, "connection", socket.nsp.name);
        socket.on("tell", (event: string) => socket.nsp.emit(event, socket.nsp.name));
        socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
      };
      io.on("new_namespace", (namespace: Namespace) => journal.write("new_namespace", namespace.name));
      io.on("connection", serve);
      io.of("/dyn-1-static").on("connection", (socket) => {
        serve(socket);
        socket.emit("hello", "static");
      });
      const numbers = io.of(/^\/dyn-\d+/);
      numbers.use((socket, next) => {
        journal.write("middleware", socket.nsp.name);
        if (socket.handshake.auth.refuse) next(refusal("not here"));
        else next();
      });
      numbers.on("connection", (socket) => {
        serve(socket);
        socket.emit("hello", "number");
      });
      // Those who know the name of the namespace may have it.
      const secrets = io.of((name, auth, next) => {
        if (!name.startsWith("/secret-")) return next(null, false);
        journal.write("asked for", name, auth);
        if (auth.fails) return next(new Error("failed"), true);
        return next(null, name === `/secret-${auth.word}`);
      });
      secrets.on("connection", (socket) => {
        serve(socket);
        socket.emit("hello", "secret");
      });
      // Needs a moment to decide.
      const slow = io.of((name, _auth, next) => {
        if (!name.startsWith("/slow-")) return next(null, false);
        setImmediate(() => next(null, name !== "/slow-no"));
        return undefined;
      });
      slow.on("connection", serve);
      // Behind all the others: what the first of them takes never comes here.
      io.of(/^\/dyn-1$/).on("connection", (socket) => {
        serve(socket);
        socket.emit("hello", "the second");
      });
      return {
        "tell the family": (event: string) => void numbers.emit(event),
        "tell a child": (name: string, event: string) => void io.of(name).emit(event),
        "join all": (room: string) => void numbers.socketsJoin(room),
        "tell the family's room": (room: string, event: string) => void numbers.to(room).emit(event),
        "fetch all": async () => {
          try {
            return (await numbers.fetchSockets()).length;
          } catch (error) {
            return (error as Error).message;
          }
        },
        exists: (name: string) => io._nsps.has(name),
        sockets: (name: string) => io._nsps.get(name)?.sockets.size ?? null,
      };
    },
  };
}
