// What the page knows: filled by the connection, shown by the views.

import type {
  Body, DirectMessage, Joined, Latency, Limits, Members, Message, RoomList, RoomSummary, Welcome,
} from "./api.gen.ts";

/** Messages that one conversation keeps in the page. The oldest goes first. */
const ENTRIES_MAX = 500;

/** How long somebody counts as typing after the last sign of it. */
const TYPING_MS = 4_000;

export type Status = "signed-out" | "connecting" | "connected" | "reconnecting";

/** `#room` or `@nickname`. */
export type Key = `#${string}` | `@${string}`;

/** One message as it is shown, from a room or from one person. */
export interface Entry {
  readonly id: number;
  readonly author: string;
  readonly sentAt: number;
  readonly body: Body;
}

export interface Conversation {
  readonly key: Key;
  readonly kind: "room" | "direct";
  /** The name of the room, or the nickname of the other. */
  readonly name: string;
  /** Oldest first. */
  entries: readonly Entry[];
  unread: number;
  /** What was written and not yet sent. */
  draft: string;
  /** Nobody in a private conversation. */
  members: readonly string[];
  membersRevision: number;
  latencies: ReadonlyMap<string, number | null>;
  /** Who is typing, and the timer that ends it. */
  readonly typing: Map<string, number>;
}

export class State {
  status: Status = "signed-out";
  /** Empty while nobody is signed in. */
  nickname = "";
  /** Why nobody is signed in, for the sign-in form. */
  signInError = "";
  /** How often a lost connection was tried again. */
  attempt = 0;
  limits: Limits | undefined;
  rooms: readonly RoomSummary[] = [];
  readonly conversations = new Map<Key, Conversation>();
  active: Key | undefined;

  #roomsRevision = -1;
  #listeners: (() => void)[] = [];
  #isScheduled = false;

  /** Calls `listener` after changes, once for all that happen together. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  get activeConversation(): Conversation | undefined {
    return this.active && this.conversations.get(this.active);
  }

  get joinedRooms(): string[] {
    return [...this.conversations.values()]
      .filter((conversation) => conversation.kind === "room")
      .map((conversation) => conversation.name);
  }

  setStatus(status: Status): void {
    this.status = status;
    this.changed();
  }

  /** The server let us in. It may be another one than before: revisions count from the start. */
  begin(welcome: Welcome): void {
    this.status = "connected";
    this.attempt = 0;
    this.signInError = "";
    this.nickname = welcome.nickname;
    this.limits = welcome.limits;
    this.#roomsRevision = -1;
    for (const conversation of this.conversations.values()) conversation.membersRevision = -1;
    this.setRooms(welcome.rooms);
  }

  /** Nobody is signed in any more. */
  end(error: string): void {
    for (const { typing } of this.conversations.values()) typing.forEach(clearTimeout);
    this.conversations.clear();
    this.active = undefined;
    this.nickname = "";
    this.rooms = [];
    this.status = "signed-out";
    this.signInError = error;
    this.changed();
  }

  setRooms(list: RoomList): void {
    if (list.revision < this.#roomsRevision) return;
    this.#roomsRevision = list.revision;
    this.rooms = list.rooms;
    this.changed();
  }

  /** The conversation with this key, which is begun when it does not exist. */
  conversation(key: Key): Conversation {
    const known = this.conversations.get(key);
    if (known) return known;
    const begun: Conversation = {
      key,
      kind: key.startsWith("#") ? "room" : "direct",
      name: key.slice(1),
      entries: [],
      unread: 0,
      draft: "",
      members: [],
      membersRevision: -1,
      latencies: new Map(),
      typing: new Map(),
    };
    this.conversations.set(key, begun);
    this.changed();
    return begun;
  }

  open(key: Key): void {
    this.active = key;
    this.conversation(key).unread = 0;
    this.changed();
  }

  /** Ends a conversation; another one comes into view. */
  close(key: Key): void {
    this.conversations.delete(key);
    if (this.active === key) this.active = [...this.conversations.keys()].at(0);
    if (this.active) this.open(this.active);
    this.changed();
  }

  joined({ members, history }: Joined): void {
    const conversation = this.conversations.get(`#${members.room}`);
    if (!conversation) return;
    this.setMembers(members);
    this.#merge(conversation, history);
  }

  setMembers({ room, revision, nicknames }: Members): void {
    const conversation = this.conversations.get(`#${room}`);
    if (!conversation || revision < conversation.membersRevision) return;
    conversation.membersRevision = revision;
    conversation.members = nicknames;
    for (const nickname of conversation.typing.keys()) {
      if (!nicknames.includes(nickname)) this.#endTyping(conversation, nickname);
    }
    this.changed();
  }

  setLatencies(room: string, latencies: Latency[]): void {
    const conversation = this.conversations.get(`#${room}`);
    if (!conversation) return;
    conversation.latencies = new Map(
      latencies.map(({ nickname, roundTripMs }) => [nickname, roundTripMs]),
    );
    this.changed();
  }

  setTyping(room: string, nickname: string): void {
    const conversation = this.conversations.get(`#${room}`);
    if (!conversation) return;
    clearTimeout(conversation.typing.get(nickname));
    const timer = setTimeout(() => this.#endTyping(conversation, nickname), TYPING_MS);
    conversation.typing.set(nickname, timer);
    this.changed();
  }

  receive(message: Message): void {
    const conversation = this.conversations.get(`#${message.room}`);
    if (conversation) this.#add(conversation, message);
  }

  receiveDirect({ id, from, to, sentAt, text }: DirectMessage): void {
    const other = from === this.nickname ? to : from;
    const entry = { id, author: from, sentAt, body: { kind: "text", text } } as const;
    this.#add(this.conversation(`@${other}`), entry);
  }

  #add(conversation: Conversation, entry: Entry): void {
    this.#endTyping(conversation, entry.author);
    if (conversation.key !== this.active || document.hidden) conversation.unread += 1;
    this.#merge(conversation, [entry]);
  }

  /** Adds what is not there yet. Ids grow with time, also over a restart of the server. */
  #merge(conversation: Conversation, entries: readonly Entry[]): void {
    const byId = new Map(conversation.entries.map((entry) => [entry.id, entry]));
    for (const entry of entries) byId.set(entry.id, entry);
    conversation.entries = [...byId.values()].sort((a, b) => a.id - b.id).slice(-ENTRIES_MAX);
    this.changed();
  }

  #endTyping(conversation: Conversation, nickname: string): void {
    clearTimeout(conversation.typing.get(nickname));
    if (conversation.typing.delete(nickname)) this.changed();
  }
}
