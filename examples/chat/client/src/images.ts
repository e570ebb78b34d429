// The bytes of images: fetched when a picture comes into view, one after the other, and kept as
// URLs that `<img>` can show.

import type { ImageFormat } from "./api.gen.ts";
import type { Connection } from "./connection.ts";
import { imageGoneText } from "./texts.ts";

/** Images that the page keeps. The one that was fetched first goes first. */
const IMAGES_MAX = 60;

export class Images {
  readonly #connection: Connection;
  readonly #urls = new Map<number, Promise<string>>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A URL of the image. Rejects with a text for the person. */
  url(id: number, format: ImageFormat): Promise<string> {
    const known = this.#urls.get(id);
    if (known) return known;
    const url = this.#queue.then(() => this.#fetch(id, format));
    this.#queue = url.catch(() => this.#urls.delete(id));
    this.#urls.set(id, url);
    this.#dropOldest();
    return url;
  }

  async #fetch(id: number, format: ImageFormat): Promise<string> {
    const reply = await this.#connection.socket?.emitWithAck("image:get", id).catch(() => undefined);
    if (!reply) throw new Error("The image did not arrive.");
    if (!reply.ok) throw new Error(imageGoneText(reply.error));
    const blob = new Blob([new Uint8Array(reply.data)], { type: `image/${format}` });
    return URL.createObjectURL(blob);
  }

  #dropOldest(): void {
    const [oldest] = this.#urls;
    if (this.#urls.size <= IMAGES_MAX || !oldest) return;
    const [id, url] = oldest;
    this.#urls.delete(id);
    url.then(URL.revokeObjectURL, () => {});
  }
}
