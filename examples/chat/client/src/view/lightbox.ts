// One image, large. The dialog closes with Escape and gives the focus back by itself.

import { byId } from "./dom.ts";

export class Lightbox {
  readonly #dialog = byId("lightbox", HTMLDialogElement);
  readonly #image = byId("lightbox-image", HTMLImageElement);
  readonly #caption = byId("lightbox-caption", HTMLElement);

  constructor() {
    const close = () => this.#dialog.close();
    byId("lightbox-close", HTMLButtonElement).addEventListener("click", close);
    this.#dialog.addEventListener("click", (event) => {
      if (event.target !== this.#image) close();
    });
  }

  open(url: string, alt: string): void {
    this.#image.src = url;
    this.#image.alt = alt;
    this.#caption.textContent = alt;
    this.#dialog.showModal();
  }
}
