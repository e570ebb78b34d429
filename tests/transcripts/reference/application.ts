// What an application is made of, and what the journal of its server is.

import type { Server, ServerOptions, Socket } from "socket.io";

/** An application: the options of its server, what it does with one, and what it can be told to do. */
export interface Application {
  readonly options?: Partial<ServerOptions>;
  serve(io: Server, journal: Journal): Operations | void;
}

export type Operations = Record<string, (...args: any[]) => unknown>;

interface Entry {
  readonly socket: string | null;
  readonly said: readonly unknown[];
}

/** What a server has seen, in the order in which it saw it. */
export class Journal {
  readonly #entries: Entry[] = [];
  #waiting: (() => void)[] = [];

  /** Writes down what happened to a socket. */
  of(socket: Socket, ...said: unknown[]): void {
    this.#push({ socket: socket.id, said: said.map(plain) });
  }

  /** Writes down what happened to no socket in particular. */
  write(...said: unknown[]): void {
    this.#push({ socket: null, said: said.map(plain) });
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** What is below the first `from` entries, once there are `count`. */
  async read(from: number, count: number): Promise<readonly Entry[]> {
    while (this.#entries.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#entries.slice(from);
  }
}

/** A value as JSON can say it: bytes are lists of numbers. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined || typeof value === "function") return null;
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
  }
  return value;
}

/** Answers round trips. */
export function fence(socket: Socket): void {
  socket.on("fence", (acknowledge: () => void) => acknowledge());
}

/** Writes down why a socket leaves, before and after. */
export function tellTheEnd(socket: Socket, journal: Journal): void {
  socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
}
