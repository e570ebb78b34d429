// Rooms, and everything that can be sent to them or done with who is in them.

import type { BroadcastOperator, DefaultEventsMap, RemoteSocket, Server, Socket } from "socket.io";
import { type Application, fence } from "./application.ts";

/** Whom something is for. */
export interface Target {
  readonly to?: string[];
  readonly except?: string[];
  readonly flags?: ("volatile" | "local" | "compress")[];
}

type Operator = BroadcastOperator<DefaultEventsMap, any>;

/** The target as the reference spells it, one call for each room. */
function choose(from: Operator, { to = [], except = [], flags = [] }: Target): Operator {
  let operator = from;
  for (const room of to) operator = operator.to(room);
  for (const room of except) operator = operator.except(room);
  if (flags.includes("volatile")) operator = operator.volatile;
  if (flags.includes("local")) operator = operator.local;
  if (flags.includes("compress")) operator = operator.compress(true);
  return operator;
}

/** The rooms of a socket, its own first. */
function roomsOf({ id, rooms }: { id: string; rooms: Set<string> }): string[] {
  const others = [...rooms].filter((room) => room !== id).sort();
  return rooms.has(id) ? [id, ...others] : others;
}

/** What is known of sockets, in the order of their names. */
function told(sockets: RemoteSocket<DefaultEventsMap, any>[]): unknown[] {
  const all = sockets.map((socket) => ({ data: socket.data, id: socket.id, rooms: roomsOf(socket) }));
  return all.sort((a, b) => (a.data.name < b.data.name ? -1 : 1));
}

/** Everybody in the namespace, as a target. */
const everybody = (io: Server, namespace: string) => io.of(namespace).to([]) as Operator;

export const rooms: Application = {
  serve(io, journal) {
    const serve = (socket: Socket) => {
      fence(socket);
      socket.data.name = socket.handshake.auth.name ?? null;
      journal.of(socket, "connection", ...roomsOf(socket));
      socket.on("disconnecting", (reason) => journal.of(socket, "disconnecting", reason, ...roomsOf(socket)));
      socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason, ...roomsOf(socket)));
      socket.on("join", (...names: string[]) => socket.join(names));
      socket.on("leave", (name: string) => socket.leave(name));
      socket.on("leave own", () => socket.leave(socket.id));
      socket.on("rooms", (acknowledge: (...rooms: string[]) => void) => acknowledge(...roomsOf(socket)));
      socket.on("cast", (target: Target, event: string, ...args: unknown[]) => {
        choose(socket.broadcast, target).emit(event, ...args);
      });
      socket.on("cast to none", (event: string) => socket.to([]).emit(event));
      socket.on("leave and join", (room: string) => {
        socket.disconnect();
        socket.join(room);
        journal.of(socket, "rooms", ...roomsOf(socket));
      });
      socket.on("bye", () => socket.disconnect());
    };
    io.on("to servers", (...args: unknown[]) => journal.write("heard from a server", ...args));
    for (const name of ["/", "/news"]) io.of(name).on("connection", serve);
    const of = (target: Target, namespace = "/") => choose(everybody(io, namespace), target);
    let kept: Operator | undefined;
    return {
      cast: (target: Target, event: string, ...args: unknown[]) => void of(target).emit(event, ...args),
      "cast in": (namespace: string, target: Target, event: string) => void of(target, namespace).emit(event),
      "cast to a list": (list: string[], event: string) => void io.to(list).emit(event),
      "cast to all but a list": (list: string[], event: string) => void io.except(list).emit(event),
      keep: (target: Target) => void (kept = of(target)),
      "cast to kept": (event: string) => void kept?.emit(event),
      "cast to kept and": (room: string, event: string) => void kept?.to(room).emit(event),
      fetch: async (target: Target) => told(await of(target).fetchSockets()),
      join: (target: Target, ...names: string[]) => of(target).socketsJoin(names),
      leave: (target: Target, ...names: string[]) => of(target).socketsLeave(names),
      disconnect: (target: Target, close: boolean) => of(target).disconnectSockets(close),
      "tell each": async (target: Target, event: string) => {
        for (const socket of await of(target).fetchSockets()) socket.emit(event, socket.data.name);
        return null;
      },
      "join each": async (target: Target, room: string) => {
        for (const socket of await of(target).fetchSockets()) socket.join(room);
        return null;
      },
      "leave each": async (target: Target, room: string) => {
        for (const socket of await of(target).fetchSockets()) socket.leave(room);
        return null;
      },
      "disconnect each": async (target: Target, close: boolean) => {
        for (const socket of await of(target).fetchSockets()) socket.disconnect(close);
        return null;
      },
      "ask each": async (target: Target, event: string) => {
        const sockets = await of(target).fetchSockets();
        const answers = sockets.map((socket) => socket.timeout(10_000).emitWithAck(event));
        return (await Promise.all(answers)).sort();
      },
      "is kept from others": (event: string, ...args: unknown[]) => {
        try {
          io.serverSideEmit(event, ...args);
        } catch {
          return true;
        }
        return false;
      },
    };
  },
};
