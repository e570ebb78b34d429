// A TCP connection between a client and a server that can be held up or cut.

import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";

const FAILURE = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

export class Link {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** Both ends of everything, also of what was cut or swallowed. */
  readonly #ends = new Set<Socket>();
  #isHeld = false;
  #isFailing = false;
  #refuses = false;
  /** How many bytes may still come from the server before everything is cut. */
  #left = Number.POSITIVE_INFINITY;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** A port from which everything goes on to `port`, and back. */
  static async to(port: number): Promise<Link> {
    const server = createServer({ pauseOnConnect: true });
    const link = new Link(server);
    server.on("connection", (near) => link.#join(near, port));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #join(near: Socket, port: number): void {
    if (this.#refuses) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      this.#ends.add(from);
      from.setNoDelay(true);
      from.on("data", (bytes: Buffer) => {
        if (this.#isFailing && from === near) near.write(FAILURE);
        else if (!this.#isHeld && !to.destroyed) this.#pass(bytes, to, from === far);
      });
      from.on("error", () => {});
      from.on("close", () => {
        this.#ends.delete(from);
        if (this.#pairs.delete(pair) && !this.#isHeld) to.destroy();
      });
    }
    near.resume();
  }

  #pass(bytes: Buffer, to: Socket, isFromServer: boolean): void {
    if (!isFromServer || bytes.length < this.#left) {
      if (isFromServer) this.#left -= bytes.length;
      to.write(bytes);
      return;
    }
    const passed = bytes.subarray(0, this.#left);
    this.#left = Number.POSITIVE_INFINITY;
    to.write(passed, () => this.#leave());
  }

  /** Ends every connection in order, as far as the server can tell: what it still sends is taken, and lost. */
  #leave(): void {
    const pairs = [...this.#pairs];
    this.#pairs.clear();
    for (const [near, far] of pairs) {
      near.destroy();
      far.end();
    }
  }

  /** Cuts every connection off when so many more bytes have come from the server. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  /** Cuts every connection off. New ones are taken unless `refuse`. */
  cut({ refuse = false } = {}): void {
    this.#refuses = refuse;
    for (const pair of this.#pairs) {
      for (const end of pair) end.destroy();
    }
  }

  /** Takes connections again. */
  mend(): void {
    this.#refuses = false;
  }

  /** Swallows everything from here on, in both directions, and says nothing about it. */
  blackHole(): void {
    this.#isHeld = true;
  }

  /** Lets nothing through any more, and answers what comes as if it were a request that fails. The server notices nothing. */
  fail(): void {
    this.#isHeld = true;
    this.#isFailing = true;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#refuses = true;
    for (const end of this.#ends) end.destroy();
    await closed;
  }
}
