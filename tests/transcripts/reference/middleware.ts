// Functions that see clients before they are in, and events before they are handled.

import type { Socket } from "socket.io";
import { type Application, type Journal, fence } from "./application.ts";
import { refusal } from "./doors.ts";
import { split } from "./talk.ts";

/** Lets what waits go on when it is told to. */
class Gate {
  #waiting: (() => void)[] = [];

  readonly wait = () => new Promise<void>((resolve) => this.#waiting.push(resolve));

  open(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}

function listen(socket: Socket, journal: Journal): void {
  fence(socket);
  journal.of(socket, "connection", socket.data, [...socket.rooms].filter((room) => room !== socket.id));
  socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
  socket.on("said", (...all: unknown[]) => {
    const [args, acknowledge] = split(all);
    journal.of(socket, "handled", "said", ...args);
    acknowledge?.("handled");
  });
}

export const middleware: Application = {
  serve(io, journal) {
    const gate = new Gate();
    for (const name of ["/", "/plain"]) io.of(name).on("connection", (socket) => listen(socket, journal));
    io.use((_socket, next) => {
      journal.write("middleware of /");
      next();
    });

    const ordered = io.of("/ordered");
    ordered.use((socket, next) => {
      journal.of(socket, "first", socket.connected, ordered.sockets.has(socket.id));
      next();
    });
    ordered.use(async (socket, next) => {
      journal.of(socket, "second begins");
      await new Promise((resolve) => setImmediate(resolve));
      journal.of(socket, "second ends");
      next();
    });
    ordered.use((socket, next) => {
      journal.of(socket, "third");
      next();
    });
    ordered.on("connection", (socket) => listen(socket, journal));

    const refusing = io.of("/refusing");
    refusing.use((_socket, next) => {
      journal.write("first");
      next();
    });
    refusing.use((_socket, next) => {
      journal.write("second");
      next(refusal("the second says no", { by: "second" }));
    });
    refusing.use((_socket, next) => {
      journal.write("third");
      next();
    });
    refusing.on("connection", (socket) => listen(socket, journal));

    const preparing = io.of("/preparing");
    preparing.use((socket, next) => {
      socket.data.user = socket.handshake.auth.user;
      socket.join("prepared");
      socket.emit("early", 1);
      next();
    });
    preparing.use((socket, next) => {
      if (socket.data.user === "mallory") next(refusal(`no ${socket.data.user}`));
      else next();
    });
    preparing.on("connection", (socket) => {
      listen(socket, journal);
      socket.emit("late", 2);
    });

    const slow = io.of("/slow");
    slow.use(async (socket, next) => {
      if (socket.handshake.auth.waits) {
        journal.write("waiting");
        socket.conn.on("close", () => journal.write("gone"));
        await gate.wait();
        journal.write("released");
      }
      next();
    });
    slow.on("connection", (socket) => listen(socket, journal));

    const events = io.of("/events");
    events.on("connection", (socket) => {
      socket.use(([name], next) => {
        if (name !== "fence") journal.of(socket, "first", name);
        next();
      });
      socket.use((event, next) => {
        const [name, value] = event;
        if (name === "said" && value === "change me") event[1] = "changed";
        if (value === "refuse me") next(refusal("refused"));
        else next();
      });
      socket.use(([name], next) => {
        if (name !== "fence") journal.of(socket, "third", name);
        next();
      });
      socket.onAny((name: string) => {
        if (name !== "fence") journal.of(socket, "any", name);
      });
      socket.on("error", (error: Error) => {
        journal.of(socket, "error", error.message);
        if (socket.handshake.auth.strict) socket.disconnect();
      });
      listen(socket, journal);
    });
    return {
      release: () => gate.open(),
      sockets: (name: string) => io.of(name).sockets.size,
      emit: (room: string, event: string) => void preparing.to(room).emit(event),
    };
  },
};
