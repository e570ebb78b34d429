// The form that asks for a nickname.

import type { Connection } from "../connection.ts";
import type { State } from "../state.ts";
import { byId, setText } from "./dom.ts";

export function signInView(state: State, connection: Connection): () => void {
  const screen = byId("sign-in", HTMLElement);
  const form = byId("sign-in-form", HTMLFormElement);
  const input = byId("nick", HTMLInputElement);
  const button = byId("join", HTMLButtonElement);
  const error = byId("nick-error", HTMLElement);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (state.status !== "connecting") connection.signIn(input.value.trim());
  });
  input.addEventListener("input", () => {
    state.signInError = "";
    state.changed();
  });

  return () => {
    const isShown = state.nickname === "";
    const comesIntoView = isShown && screen.hidden;
    const isConnecting = state.status === "connecting";
    screen.hidden = !isShown;
    setText(error, state.signInError);
    setText(button, isConnecting ? "Connecting…" : "Join the chat");
    button.disabled = isConnecting;
    input.setAttribute("aria-invalid", String(state.signInError !== "" && !isConnecting));
    if (comesIntoView) input.focus();
  };
}
