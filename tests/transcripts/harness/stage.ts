// One behaviour at work: its server, its clients, and the transcript.
//
// Who does something has a lane of its own, because only the order of what one of them sees is promised. The lanes are
// written one below the other at the end of each scene.

import { Actor, type ClientOptions } from "./actor.ts";
import { type Entry, RemoteServer } from "./control.ts";
import { Link } from "./link.ts";
import { showAll } from "./show.ts";

/** A socket whose client never learnt its id. */
const SOMEBODY = "«somebody»";

export class Stage {
  readonly lines: string[] = [];
  readonly server: RemoteServer;
  readonly #actors: Actor[] = [];
  readonly #links: Link[] = [];
  readonly #lanes = new Map<string, string[]>();
  /** The names of what is another each time, such as the ids of sockets. */
  readonly #names = new Map<string, string>();
  /** What the server has said about sockets whose client does not know its id yet, and all else, in order. */
  #entries: Entry[] = [];

  private constructor(server: RemoteServer) {
    this.server = server;
  }

  static async of(app: string): Promise<Stage> {
    return new Stage(await RemoteServer.start(app));
  }

  /** A client that has begun to connect. */
  open(name: string, namespace = "/", options: ClientOptions & { through?: Link } = {}): Actor {
    const { through, ...rest } = options;
    const url = (through ?? this.server).url + namespace;
    const write = (line: string) => this.#lane(name).push(line);
    let times = 0;
    const connected = (id: string) => {
      if (this.#names.has(id)) return;
      times += 1;
      this.name(id, times === 1 ? name : `${name}.${times}`);
    };
    const actor = Actor.open(name, url, rest, write, connected);
    this.#actors.push(actor);
    return actor;
  }

  /** A client that is connected. */
  async connect(name: string, namespace = "/", options: ClientOptions & { through?: Link } = {}): Promise<Actor> {
    const actor = this.open(name, namespace, options);
    await actor.got("connect");
    return actor;
  }

  /** A socket of another namespace on the connection of `first`. */
  also(first: Actor, name: string, namespace: string, options: { auth?: Record<string, unknown> } = {}): Actor {
    const write = (line: string) => this.#lane(name).push(line);
    const connected = (id: string) => this.name(id, name);
    const actor = new Actor(name, first.socket.io.socket(namespace, options), write, connected);
    this.#actors.push(actor);
    return actor;
  }

  /** A way to the server that can be cut. */
  async link(): Promise<Link> {
    const link = await Link.to(this.server.port);
    this.#links.push(link);
    return link;
  }

  /** Gives a value that is another each time a name in the transcript. */
  name(value: string, name: string): void {
    this.#names.set(value, `«${name}»`);
  }

  note(line: string): void {
    this.#lane("").push(line);
  }

  /** Has the server do something, and writes down what came of it. */
  async do(what: string, ...args: unknown[]): Promise<unknown> {
    const result = await this.server.do(what, ...args);
    this.note(`${what}(${showAll(args).trim()})${result === undefined ? "" : ` = ${showAll([result]).trim()}`}`);
    return result;
  }

  /** Reads the server's journal until it has said `what` so many times. */
  async heard(what: string, times = 1): Promise<void> {
    let missing = times;
    while (missing > 0) {
      const entries = await this.server.entries(true);
      missing -= entries.filter((entry) => entry.said[0] === what).length;
      this.#entries.push(...entries);
    }
  }

  /**
   * Ends a scene: what happens from here on is below what has happened so far. Whatever the clients have sent before has
   * reached the server then, and its answers them.
   */
  async scene(title?: string): Promise<void> {
    // Once for what they have sent, and once for what others got of it.
    for (const _round of [1, 2]) {
      await Promise.all(this.#actors.filter((actor) => actor.isReachable).map((actor) => actor.fence()));
    }
    await this.#write();
    if (title !== undefined) this.lines.push(`-- ${title}`);
  }

  /** Writes down what there is, lane by lane: what nobody in particular did, the clients, the server. */
  async #write(): Promise<void> {
    this.#entries.push(...(await this.server.entries(false)));
    for (const { socket, said } of this.#entries.splice(0)) {
      const [what, ...values] = said;
      const lane = socket === null ? "server" : `server, ${this.#names.get(socket) ?? SOMEBODY}`;
      this.#lane(lane).push(`${String(what)}${showAll(values)}`);
    }
    const clients = this.#actors.map(({ name }) => name);
    const names = [...this.#names.values(), SOMEBODY].map((name) => `server, ${name}`);
    const servers = ["server", ...names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }))];
    for (const lane of new Set(["", ...clients, ...servers])) {
      const prefix = lane === "" ? "" : `${lane}: `;
      this.lines.push(...(this.#lanes.get(lane) ?? []).map((line) => prefix + line));
    }
    this.#lanes.clear();
  }

  /** Writes down what there is, whatever state everything is in. */
  async giveUp(error: unknown): Promise<void> {
    await this.#write().catch(() => {});
    this.lines.push(`!!! ${String(error)}`);
  }

  /** The transcript so far. */
  transcript(): string[] {
    const names = [...this.#names].filter(([value]) => value !== "");
    return this.lines.map((line) => names.reduce((text, [value, name]) => text.replaceAll(value, name), line));
  }

  async close(): Promise<void> {
    for (const actor of this.#actors) actor.close();
    await Promise.all(this.#links.map((link) => link.close()));
    await this.server.stop();
  }

  #lane(name: string): string[] {
    const lane = this.#lanes.get(name) ?? [];
    this.#lanes.set(name, lane);
    return lane;
  }
}
