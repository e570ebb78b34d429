// Who is in the room, and how far away.

import type { State } from "../state.ts";
import { avatar } from "./avatar.ts";
import { byId, element, icon, reconcile, setText } from "./dom.ts";

/** Up to this a round trip feels immediate, up to the second it is noticed. */
const GOOD_MS = 100;
const FAIR_MS = 300;

export function membersView(state: State, closeDrawer: () => void): () => void {
  const list = byId("member-list", HTMLElement);

  const create = (nickname: string) => {
    const item = element(
      "li",
      { class: "item", "data-testid": "member", "data-nickname": nickname },
      avatar(nickname),
      element("span", { class: "name" }, nickname),
      element("span", { class: "latency", "data-testid": "member-latency" }),
    );
    if (nickname === state.nickname) {
      item.querySelector(".name")?.append(element("span", { class: "you" }, " (you)"));
      return item;
    }
    const label = `Write to ${nickname} privately`;
    const button = element(
      "button",
      { class: "icon", type: "button", "data-testid": "member-dm", "aria-label": label, title: label },
      icon("letter"),
    );
    button.addEventListener("click", () => {
      state.open(`@${nickname}`);
      closeDrawer();
      byId("message", HTMLTextAreaElement).focus();
    });
    item.append(button);
    return item;
  };

  return () => {
    const conversation = state.activeConversation;
    const nicknames = [...(conversation?.members ?? [])].sort((a, b) => a.localeCompare(b));
    reconcile(list, nicknames, (nickname) => nickname, create, (item, nickname) => {
      const badge = item.querySelector<HTMLElement>(".latency");
      if (badge) showLatency(badge, conversation?.latencies.get(nickname));
    });
  };
}

/** `undefined`: not asked yet; `null`: asked without an answer. */
function showLatency(badge: HTMLElement, roundTripMs: number | null | undefined): void {
  badge.hidden = roundTripMs === undefined;
  if (typeof roundTripMs !== "number") {
    setText(badge, "no answer");
    badge.dataset["quality"] = "none";
    return;
  }
  setText(badge, roundTripMs < 1 ? "< 1 ms" : `${roundTripMs} ms`);
  badge.dataset["quality"] = roundTripMs <= GOOD_MS ? "good" : roundTripMs <= FAIR_MS ? "fair" : "poor";
}
