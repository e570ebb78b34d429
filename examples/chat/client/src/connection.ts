// The socket: signs in, keeps the state up to date, and comes back after the line broke.

import { chatRejection, connectChat, type ChatSocket, type Welcome } from "./api.gen.ts";
import { forget, load, newKey, save } from "./saved.ts";
import type { State } from "./state.ts";
import { refusalText } from "./texts.ts";

/** How long the server may take to answer before the person is told that it does not. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The longest pause between two attempts to reach the server again. */
const RETRY_PAUSE_MAX_MS = 3_000;

/** Where everybody begins. */
const FIRST_ROOM = "lobby";

export class Connection {
  readonly #state: State;
  #socket: ChatSocket | undefined;
  /** Called for each room to enter after signing in. */
  enterRoom: (room: string) => void = () => {};

  constructor(state: State) {
    this.#state = state;
  }

  /** The socket; `undefined` while nobody is signed in. */
  get socket(): ChatSocket | undefined {
    return this.#socket;
  }

  /** Signs in again who had signed in before the page was reloaded. */
  resume(): void {
    const saved = load();
    if (saved) this.#connect(saved.nickname, saved.key, saved.rooms);
  }

  signIn(nickname: string): void {
    this.#connect(nickname, newKey(), [FIRST_ROOM]);
  }

  signOut(): void {
    this.#end("");
  }

  #connect(nickname: string, key: string, rooms: readonly string[]): void {
    this.#socket?.disconnect();
    const socket = connectChat(location.origin, {
      auth: { nickname, key },
      // For all acknowledgements. `socket.timeout(…).emitWithAck(…)` would lose their types.
      ackTimeout: ANSWER_TIMEOUT_MS,
      reconnectionDelayMax: RETRY_PAUSE_MAX_MS,
      // Each attempt to sign in gets a connection of its own.
      forceNew: true,
    });
    this.#socket = socket;
    this.#state.setStatus("connecting");
    this.#listenToLine(socket, key, rooms);
    this.#listenToServer(socket);
  }

  /** Coming, going and being refused. */
  #listenToLine(socket: ChatSocket, key: string, firstRooms: readonly string[]): void {
    const state = this.#state;
    let isFirst = true;
    socket.on("connect", () => {
      const begin = (welcome: Welcome) => {
        const rooms = isFirst ? firstRooms : state.joinedRooms;
        isFirst = false;
        state.begin(welcome);
        save({ nickname: welcome.nickname, key, rooms });
        rooms.forEach(this.enterRoom);
      };
      // When the line breaks before the answer, the next connection asks again.
      socket.emitWithAck("session:start").then(begin, () => {});
    });
    socket.on("connect_error", (error) => {
      const refusal = chatRejection(error);
      if (refusal) {
        this.#end(refusalText(refusal));
      } else if (!socket.active) {
        this.#end(error.message);
      } else if (state.status === "connecting") {
        state.signInError = "The server cannot be reached. Trying again…";
        state.changed();
      }
    });
    socket.on("disconnect", (reason) => {
      if (reason === "io client disconnect") return;
      state.setStatus("reconnecting");
      // The client comes back by itself, except after the server ended the socket on purpose.
      if (reason === "io server disconnect") socket.connect();
    });
    socket.io.on("reconnect_attempt", (attempt) => {
      state.attempt = attempt;
      state.changed();
    });
  }

  #listenToServer(socket: ChatSocket): void {
    const state = this.#state;
    socket.on("message", (message) => state.receive(message));
    socket.on("direct:message", (message) => state.receiveDirect(message));
    socket.on("room:list", (list) => state.setRooms(list));
    socket.on("room:members", (members) => state.setMembers(members));
    socket.on("room:latencies", (room, latencies) => state.setLatencies(room, latencies));
    socket.on("typing", (room, nickname) => state.setTyping(room, nickname));
    socket.on("probe", (nonce, answer) => answer(nonce));
    socket.on("session:replaced", () => this.#end("You are signed in from another tab."));
  }

  #end(error: string): void {
    this.#socket?.disconnect();
    this.#socket = undefined;
    forget();
    this.#state.end(error);
  }
}
