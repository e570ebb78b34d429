// The way to the servers beside the protocol: to start one, to have it do something, and to read what it has seen.

/** How long anything may take. Nothing waits this long when all is well. */
export const DEADLINE = 20_000;

/** What a server has seen: whose socket it is about, if it is about one, and what happened to it. */
export interface Entry {
  readonly socket: string | null;
  readonly said: readonly unknown[];
}

/** A server of an application, of which nobody else knows. */
export class RemoteServer {
  readonly port: number;
  readonly #url: string;
  #read = 0;

  private constructor(url: string, port: number) {
    this.#url = url;
    this.port = port;
  }

  /** Starts a server of the application `app`. */
  static async start(app: string): Promise<RemoteServer> {
    const control = process.argv[2];
    if (!control) throw new Error("usage: <program> <url of the control>");
    const { id, port } = (await call("POST", `${control}/servers/${encodeURIComponent(app)}`)) as { id: number; port: number };
    return new RemoteServer(`${control}/servers/${id}`, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Has the application do something, and waits until it is done. */
  do(what: string, ...args: unknown[]): Promise<unknown> {
    return call("POST", `${this.#url}/do/${encodeURIComponent(what)}`, args);
  }

  /** What the server has seen since the last call; waits until there is something when `waits`. */
  async entries(waits: boolean): Promise<Entry[]> {
    const wanted = waits ? this.#read + 1 : 0;
    const entries = (await call("GET", `${this.#url}/journal/${this.#read}/${wanted}`)) as Entry[];
    this.#read += entries.length;
    return entries;
  }

  async stop(): Promise<void> {
    await call("DELETE", this.#url);
  }
}

async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(DEADLINE),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
