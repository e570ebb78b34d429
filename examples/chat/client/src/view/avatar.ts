// A colour and a letter for each nickname, the same on every page.

import { element } from "./dom.ts";

export function avatar(nickname: string): HTMLElement {
  const created = element("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(created, nickname);
  return created;
}

export function paintAvatar(target: HTMLElement, nickname: string): void {
  const [letter = "?"] = nickname;
  target.textContent = letter.toUpperCase();
  target.style.setProperty("--hue", String(hue(nickname)));
}

/** An angle of the colour circle. Steps of the golden angle keep similar names apart. */
function hue(nickname: string): number {
  let hash = 0;
  for (const char of nickname.toLowerCase()) {
    hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 0x1_0000_0000;
  }
  return Math.round((hash * 137.508) % 360);
}
