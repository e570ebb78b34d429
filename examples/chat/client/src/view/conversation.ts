// The frame around the messages: title, who is typing, and the place to write.

import type { Actions } from "../actions.ts";
import type { Conversation, State } from "../state.ts";
import { byId, setText } from "./dom.ts";

export function conversationView(state: State, actions: Actions): () => void {
  const screen = byId("chat", HTMLElement);
  const title = byId("conversation-title", HTMLElement);
  const subtitle = byId("conversation-subtitle", HTMLElement);
  const leave = byId("room-leave", HTMLButtonElement);
  const members = byId("members", HTMLElement);
  const openMembers = byId("open-members", HTMLElement);
  const empty = byId("empty", HTMLElement);
  const typing = byId("typing", HTMLElement);

  leave.addEventListener("click", () => {
    const conversation = state.activeConversation;
    if (!conversation) return;
    if (conversation.kind === "room") void actions.leave(conversation.name);
    else state.close(conversation.key);
  });

  return () => {
    const conversation = state.activeConversation;
    const isRoom = conversation?.kind === "room";
    screen.hidden = state.nickname === "";
    setText(title, titleText(conversation));
    setText(subtitle, subtitleText(conversation));
    leave.hidden = !conversation;
    setText(leave, isRoom ? "Leave" : "Close");
    members.hidden = !isRoom;
    openMembers.hidden = !isRoom;
    const emptyText = emptinessText(conversation);
    empty.hidden = emptyText === "";
    setText(empty, emptyText);
    setText(typing, typingText([...(conversation?.typing.keys() ?? [])]));
    document.title = documentTitle(state);
  };
}

function titleText(conversation: Conversation | undefined): string {
  if (!conversation) return "wigwag chat";
  return conversation.kind === "room" ? `# ${conversation.name}` : conversation.name;
}

function subtitleText(conversation: Conversation | undefined): string {
  if (!conversation) return "";
  if (conversation.kind === "direct") return "Private: only you two read this";
  const count = conversation.members.length;
  return count === 1 ? "Only you" : `${count} members`;
}

function emptinessText(conversation: Conversation | undefined): string {
  if (!conversation) return "You are in no room. Choose one from the list, or create one.";
  return conversation.entries.length > 0 ? "" : "Nothing was said here yet. Say hello!";
}

function typingText(nicknames: readonly string[]): string {
  const [first, second, third] = nicknames;
  if (!first) return "";
  if (!second) return `${first} is typing…`;
  return third ? "Several people are typing…" : `${first} and ${second} are typing…`;
}

function documentTitle(state: State): string {
  const unread = [...state.conversations.values()].reduce((sum, { unread }) => sum + unread, 0);
  const place = titleText(state.activeConversation);
  return `${unread > 0 ? `(${unread}) ` : ""}${place === "wigwag chat" ? "" : `${place} · `}wigwag chat`;
}
