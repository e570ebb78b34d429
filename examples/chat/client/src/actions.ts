// What the person can do. Each action asks the server, then shows the answer or the reason why not.

import type { Ack, BoundaryError, ChatSocket, ImageError } from "./api.gen.ts";
import type { Connection } from "./connection.ts";
import { remember } from "./saved.ts";
import type { Conversation, Key, State } from "./state.ts";
import { directText, imageText, joinText, leaveText, sendText } from "./texts.ts";

/** From one sign of typing to the next. */
const TYPING_INTERVAL_MS = 2_000;

export class Actions {
  readonly #state: State;
  readonly #connection: Connection;
  readonly #report: (problem: string) => void;
  #typedAt = 0;

  constructor(state: State, connection: Connection, report: (problem: string) => void) {
    this.#state = state;
    this.#connection = connection;
    this.#report = report;
    connection.enterRoom = (room) => void this.enter(room);
  }

  /** Brings a room into view, which is joined first; says whether the person is in it then. */
  async open(name: string): Promise<boolean> {
    const room = name.trim().replace(/^#/, "").replace(/\s+/g, "-").toLowerCase();
    const isIn = this.#state.conversations.has(`#${room}`) || (await this.enter(room));
    if (isIn) this.#state.open(`#${room}`);
    return isIn;
  }

  /** Joins a room, for the first time or again; says whether the person is in it then. */
  async enter(room: string): Promise<boolean> {
    const key: Key = `#${room}`;
    // The conversation exists before the server is asked: a message that is posted while the
    // answer is under way has its place.
    const isNew = !this.#state.conversations.has(key);
    this.#state.conversation(key);
    const joined = await this.#ask((socket) => socket.emitWithAck("room:join", room), joinText);
    if (!joined) {
      if (isNew) this.#state.close(key);
      return false;
    }
    this.#state.joined(joined);
    if (!this.#state.active) this.#state.open(key);
    remember(this.#state.joinedRooms);
    return true;
  }

  async leave(room: string): Promise<void> {
    const left = await this.#ask((socket) => socket.emitWithAck("room:leave", room), leaveText);
    if (left === undefined) return;
    this.#state.close(`#${room}`);
    remember(this.#state.joinedRooms);
  }

  /** Sends a text; says whether it arrived. */
  async send({ kind, name }: Conversation, text: string): Promise<boolean> {
    this.#typedAt = 0;
    if (kind === "direct") {
      const direct = { to: name, text };
      const message = await this.#ask((socket) => socket.emitWithAck("direct:send", direct), directText);
      if (message) this.#state.receiveDirect(message);
      return message !== undefined;
    }
    const post = { room: name, text };
    const message = await this.#ask((socket) => socket.emitWithAck("message:send", post), sendText);
    if (message) this.#state.receive(message);
    return message !== undefined;
  }

  async sendImage(room: string, file: File): Promise<void> {
    const limits = this.#state.limits;
    if (!limits) return;
    if (file.size > limits.imageBytesMax) {
      // Refused here: a packet that is far too large would cost the connection.
      const error: ImageError = { code: "tooLarge", bytesMax: limits.imageBytesMax };
      return this.#report(imageText(error));
    }
    const alt = file.name.slice(0, limits.imageAltCharsMax);
    const image = { room, alt, bytes: await file.arrayBuffer() };
    const message = await this.#ask((socket) => socket.emitWithAck("image:send", image), imageText);
    if (message) this.#state.receive(message);
  }

  /** Lets the room know, but not with every letter. */
  typing(conversation: Conversation): void {
    if (conversation.kind !== "room" || Date.now() - this.#typedAt < TYPING_INTERVAL_MS) return;
    this.#typedAt = Date.now();
    // Volatile: not worth keeping for when the line is back.
    this.#connection.socket?.volatile.emit("typing", conversation.name);
  }

  /** Asks the server; reports why there is no answer or why it is no. */
  async #ask<T, E>(
    question: (socket: ChatSocket) => Promise<Ack<T, E>>,
    text: (error: E | BoundaryError) => string,
  ): Promise<T | undefined> {
    const { socket } = this.#connection;
    if (!socket?.connected) {
      this.#report("There is no connection at the moment.");
      return undefined;
    }
    try {
      const reply = await question(socket);
      if (reply.ok) return reply.data;
      this.#report(text(reply.error));
    } catch {
      this.#report("The server did not answer. Please try again.");
    }
    return undefined;
  }
}
