// Listeners that come and go.

import type { Socket } from "socket.io";
import { type Application, fence } from "./application.ts";
import { split } from "./talk.ts";

export const listeners: Application = {
  serve(io, journal) {
    const serve = (socket: Socket) => {
      fence(socket);
      const tell =
        (who: string) =>
        (...all: unknown[]) =>
          journal.of(socket, who, ...split(all)[0]);
      const tellAny =
        (who: string) =>
        (event: string, ...all: unknown[]) => {
          if (event !== "fence" && event !== "do") journal.of(socket, who, event, ...split(all)[0]);
        };
      const [second, any, outgoing] = [tell("second"), tellAny("any"), tellAny("outgoing")];
      socket.on("said", tell("first"));
      socket.on("said", second);
      socket.on("answered", (_value: unknown, acknowledge: (answer: string) => void) => acknowledge("answer"));
      socket.on("do", (what: string, acknowledge: (answer: unknown) => void) => {
        switch (what) {
          case "once":
            socket.once("said", tell("once"));
            break;
          case "off the second":
            socket.off("said", second);
            break;
          case "off all":
            socket.removeAllListeners("said");
            break;
          case "on again":
            socket.on("said", tell("again"));
            break;
          case "on adding":
            socket.once("said", () => socket.on("said", tell("added")));
            break;
          case "any":
            socket.onAny(any);
            break;
          case "prepend any":
            socket.prependAny(tellAny("before any"));
            break;
          case "off any":
            socket.offAny(any);
            break;
          case "off every any":
            socket.offAny();
            break;
          case "outgoing":
            socket.onAnyOutgoing(outgoing);
            break;
          case "prepend outgoing":
            socket.prependAnyOutgoing(tellAny("before outgoing"));
            break;
          case "off outgoing":
            socket.offAnyOutgoing(outgoing);
            break;
          case "off every outgoing":
            socket.offAnyOutgoing();
            break;
          case "emit":
            socket.emit("told", 1, "two");
            break;
          case "emit bytes":
            socket.emit("told", Buffer.from([1]));
            break;
          case "ask":
            socket.timeout(10_000).emit("asked", 1, () => {});
            break;
        }
        acknowledge(what === "names" ? socket.eventNames().map(String).filter((name) => name !== "fence" && name !== "do").sort() : null);
      });
    };
    io.on("connection", serve);
    return { emit: (...args: [string, ...unknown[]]) => void io.emit(...args) };
  },
};
