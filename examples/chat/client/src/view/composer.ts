// The place to write.

import type { Actions } from "../actions.ts";
import type { Conversation, State } from "../state.ts";
import { byId } from "./dom.ts";

export function composerView(state: State, actions: Actions): () => void {
  const form = byId("composer", HTMLFormElement);
  const text = byId("message", HTMLTextAreaElement);
  const send = byId("send", HTMLButtonElement);
  const image = byId("image", HTMLInputElement);
  const imageButton = byId("image-button", HTMLElement);
  let shown: Conversation | undefined;

  const setDraft = (conversation: Conversation, draft: string) => {
    conversation.draft = draft;
    if (conversation === shown) show(draft);
    state.changed();
  };
  const show = (draft: string) => {
    text.value = draft;
    fit(text);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const conversation = shown;
    const draft = text.value;
    if (!conversation || draft.trim() === "" || state.status !== "connected") return;
    setDraft(conversation, "");
    text.focus();
    const isSent = await actions.send(conversation, draft);
    // What was not sent is still there to be changed, unless something else was begun meanwhile.
    if (!isSent && conversation.draft === "") setDraft(conversation, draft);
  });
  text.addEventListener("input", () => {
    fit(text);
    if (!shown) return;
    shown.draft = text.value;
    if (text.value.trim() !== "") actions.typing(shown);
    state.changed();
  });
  text.addEventListener("keydown", (event) => {
    // Enter also confirms a word of an input method: that one is not for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const sendImages = (files: FileList | undefined | null) => {
    const [file] = files ?? [];
    if (file && shown?.kind === "room") void actions.sendImage(shown.name, file);
  };
  image.addEventListener("change", () => {
    sendImages(image.files);
    image.value = "";
  });
  text.addEventListener("paste", (event) => sendImages(event.clipboardData?.files));

  return () => {
    const conversation = state.activeConversation;
    const isConnected = state.status === "connected";
    form.hidden = !conversation;
    if (conversation !== shown) {
      shown = conversation;
      show(conversation?.draft ?? "");
      if (conversation && matchMedia("(hover: hover)").matches) text.focus();
    }
    text.placeholder = conversation ? `Message ${conversation.key}` : "";
    send.disabled = !isConnected || !conversation || conversation.draft.trim() === "";
    image.disabled = !isConnected;
    image.hidden = conversation?.kind !== "room";
    imageButton.hidden = image.hidden;
  };
}

/** Lets the field grow with its text, up to what the style sheet allows. */
function fit(text: HTMLTextAreaElement): void {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}
