// Short notes about what went wrong.

import { byId, element, icon } from "./dom.ts";

/** How long a note stays. */
const SHOWN_MS = 6_000;

/** The notes at the same time. The oldest goes first. */
const TOASTS_MAX = 3;

export function toast(text: string): void {
  const toasts = byId("toasts", HTMLElement);
  const close = element("button", { class: "icon", type: "button", "aria-label": "Dismiss" }, icon("close"));
  const note = element("div", { class: "toast", "data-testid": "toast" }, element("p", {}, text), close);
  const dismiss = () => note.remove();
  close.addEventListener("click", dismiss);
  setTimeout(dismiss, SHOWN_MS);
  if (toasts.childElementCount >= TOASTS_MAX) toasts.firstElementChild?.remove();
  toasts.append(note);
}
