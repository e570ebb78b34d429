// An official client whose every event is written down.

import { type ManagerOptions, type Socket, type SocketOptions, io } from "socket.io-client";
import { DEADLINE } from "./control.ts";
import { showAll } from "./show.ts";

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** What every client of the programs has unless a behaviour says otherwise. */
const OPTIONS: ClientOptions = { transports: ["websocket"], forceNew: true, reconnection: false };

/** Stands for what a server appends to events, so that a client can say what it has missed. */
const OFFSET = { offset: true };

export class Actor {
  readonly name: string;
  readonly socket: Socket;
  readonly #write: (line: string) => void;
  readonly #seen = new Map<string, unknown[][]>();
  readonly #waiting = new Map<string, (args: unknown[]) => void>();
  #isRecorded = true;
  #isCutOff = false;
  #hasOffsets = false;

  /** `connected` is told each id that the client gets. */
  constructor(name: string, socket: Socket, write: (line: string) => void, connected: (id: string) => void) {
    this.name = name;
    this.socket = socket;
    this.#write = write;
    socket.on("connect", () => {
      connected(socket.id ?? "");
      this.#take("connect", socket.recovered ? ["recovered"] : []);
    });
    socket.on("disconnect", (reason) => this.#take("disconnect", [reason]));
    socket.on("connect_error", (error) => this.#refused(error));
    socket.onAny((event: string, ...args: unknown[]) => this.#take(event, this.#plain(args), "< "));
  }

  static open(
    name: string,
    url: string,
    options: ClientOptions,
    write: (line: string) => void,
    connected: (id: string) => void,
  ): Actor {
    return new Actor(name, io(url, { ...OPTIONS, ...options }), write, connected);
  }

  /** Writes nothing down from here on, for events too many or too uncertain to be told one by one. */
  unrecorded(): this {
    this.#isRecorded = false;
    return this;
  }

  recorded(): this {
    this.#isRecorded = true;
    return this;
  }

  /** Says that a text at the end of what comes is an offset, which is another each time. */
  withOffsets(): this {
    this.#hasOffsets = true;
    return this;
  }

  #refused(error: Error & { type?: string }): void {
    // How often a server is out of reach is a question of time.
    const isRecorded = this.#isRecorded;
    this.#isRecorded &&= error.type !== "TransportError";
    this.#take("connect_error", [error]);
    this.#isRecorded = isRecorded;
  }

  #plain(args: unknown[]): unknown[] {
    return this.#hasOffsets && typeof args.at(-1) === "string" ? [...args.slice(0, -1), OFFSET] : args;
  }

  #take(event: string, args: unknown[], mark = ""): void {
    if (this.#isRecorded) this.note(`${mark}${event}${showAll(args)}`);
    const waiting = this.#waiting.get(event);
    if (waiting) {
      this.#waiting.delete(event);
      waiting(args);
    } else {
      this.#seen.set(event, [...(this.#seen.get(event) ?? []), args]);
    }
  }

  /** Writes a line about this client. */
  note(line: string): void {
    this.#write(line);
  }

  /** The arguments of the next `event` that nobody has waited for yet; also `connect`, `disconnect` and `connect_error`. */
  got(event: string): Promise<unknown[]> {
    const seen = this.#seen.get(event)?.shift();
    if (seen) return Promise.resolve(seen);
    return within(`${this.name}: ${event}`, (resolve) => this.#waiting.set(event, resolve));
  }

  /** Waits for `times` events of one name. */
  async gotAll(event: string, times: number): Promise<unknown[][]> {
    const all: unknown[][] = [];
    while (all.length < times) all.push(await this.got(event));
    return all;
  }

  emit(event: string, ...args: unknown[]): void {
    this.note(`> ${event}${showAll(args)}`);
    this.socket.emit(event, ...args);
  }

  /** Emits and waits for the acknowledgement; gives all of its arguments. */
  async ask(event: string, ...args: unknown[]): Promise<unknown[]> {
    this.note(`> ${event}${showAll(args)}`);
    return within(`${this.name}: the answer to ${event}`, (resolve) => {
      this.socket.emit(event, ...args, (...answer: unknown[]) => {
        this.note(`< answer to ${event}${showAll(answer)}`);
        resolve(answer);
      });
    });
  }

  /** Whether a round trip is possible. */
  get isReachable(): boolean {
    return this.socket.connected && !this.#isCutOff;
  }

  /** Says that nothing comes through any more, though the client is connected. */
  cutOff(): this {
    this.#isCutOff = true;
    return this;
  }

  /** A round trip that is not written down: everything the server sent before has come, and it has read what was sent before. */
  async fence(): Promise<void> {
    await within(`${this.name}: a round trip`, (resolve) => this.socket.emit("fence", () => resolve(undefined)));
  }

  /** Waits until the connection has moved to a WebSocket. */
  async upgraded(): Promise<void> {
    const { engine } = this;
    if (engine.transport.name === "websocket") return;
    await within(`${this.name}: the upgrade`, (resolve) => engine.once("upgrade", () => resolve(undefined)));
  }

  /** What is at the other end of the Engine.IO connection, for what no client would do by itself. */
  get engine(): RawEngine {
    return this.socket.io.engine as unknown as RawEngine;
  }

  close(): void {
    this.#isRecorded = false;
    this.socket.disconnect();
    this.socket.io.engine?.close();
  }
}

/** The parts of the client's engine that its types hide. */
export interface RawEngine {
  readonly id: string;
  readonly transport: { readonly name: string; readonly ws?: { readonly _socket: RawSocket; send(data: string | Uint8Array): void } };
  readonly readyState: string;
  write(data: string | Uint8Array): void;
  close(): void;
  on(event: string, listener: (...args: unknown[]) => void): void;
  once(event: string, listener: (...args: unknown[]) => void): void;
}

interface RawSocket {
  pause(): void;
  resume(): void;
  write(bytes: Uint8Array): void;
}

/** A promise that fails with a message when nothing settled it before the deadline. */
export function within<T>(
  what: string,
  executor: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: nothing came in time`)), DEADLINE);
    const settle =
      <V>(how: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        how(value);
      };
    executor(settle(resolve), settle(reject));
  });
}
