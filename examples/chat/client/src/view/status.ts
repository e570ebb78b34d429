// Whether the line stands: one word in the sidebar always, a banner when something is wrong.

import type { State, Status } from "../state.ts";
import { byId, setText } from "./dom.ts";

/** How long the good news stay. */
const CONNECTED_AGAIN_MS = 2_500;

export function statusView(state: State): () => void {
  const status = byId("connection-status", HTMLElement);
  const banner = byId("reconnect-banner", HTMLElement);
  let before: Status = state.status;
  let isBack = false;

  return () => {
    if (before === "reconnecting" && state.status === "connected") {
      isBack = true;
      setTimeout(() => {
        isBack = false;
        state.changed();
      }, CONNECTED_AGAIN_MS);
    }
    before = state.status;
    const isLost = state.status === "reconnecting";
    status.dataset["state"] = state.status;
    setText(status, statusText(state.status));
    banner.hidden = !isLost && !isBack;
    banner.dataset["state"] = isLost ? "lost" : "back";
    setText(banner, isLost ? lostText(state.attempt) : "Connected again.");
  };
}

function statusText(status: Status): string {
  switch (status) {
    case "signed-out":
      return "Signed out";
    case "connecting":
      return "Connecting…";
    case "connected":
      return "Connected";
    case "reconnecting":
      return "Reconnecting…";
  }
}

function lostText(attempt: number): string {
  const count = attempt > 1 ? ` (attempt ${attempt})` : "";
  return `The connection is lost. Reconnecting…${count}`;
}
