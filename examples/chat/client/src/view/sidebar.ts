// The conversations: rooms of the server, private ones, and the person.

import type { Actions } from "../actions.ts";
import type { Connection } from "../connection.ts";
import type { Conversation, State } from "../state.ts";
import { avatar, paintAvatar } from "./avatar.ts";
import { byId, element, reconcile, setText } from "./dom.ts";

interface RoomItem {
  readonly name: string;
  readonly memberCount: number;
  /** `undefined` when the person is not in the room. */
  readonly conversation: Conversation | undefined;
}

export function sidebarView(
  state: State,
  actions: Actions,
  connection: Connection,
  closeDrawer: () => void,
): () => void {
  const rooms = byId("room-list", HTMLElement);
  const roomForm = byId("room-form", HTMLFormElement);
  const roomInput = byId("room", HTMLInputElement);
  const directs = byId("dm-list", HTMLElement);
  const directHint = byId("dm-hint", HTMLElement);
  const ownAvatar = byId("own-avatar", HTMLElement);
  const ownNick = byId("own-nick", HTMLElement);
  const unreadElsewhere = byId("unread-elsewhere", HTMLElement);

  roomForm.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = roomInput.value;
    if (name.trim() === "") return;
    if (await actions.open(name)) {
      roomInput.value = "";
      closeDrawer();
    }
  });
  byId("sign-out", HTMLElement).addEventListener("click", () => connection.signOut());

  const createRoom = ({ name }: RoomItem) => {
    const button = element(
      "button",
      { class: "item", type: "button" },
      element("span", { class: "hash", "aria-hidden": "true" }, "#"),
      element("span", { class: "name" }, name),
      element("span", { class: "count" }),
    );
    button.addEventListener("click", async () => {
      if (await actions.open(name)) closeDrawer();
    });
    return element("li", { "data-testid": "room-item", "data-room": name }, button);
  };
  const updateRoom = (item: HTMLElement, room: RoomItem) => {
    const { name, memberCount, conversation } = room;
    const members = memberCount === 1 ? "1 member" : `${memberCount} members`;
    updateItem(item, state, conversation, String(memberCount));
    item.dataset["joined"] = String(conversation !== undefined);
    const place = conversation ? unreadText(conversation) : ", not joined";
    item.querySelector("button")?.setAttribute("aria-label", `Room ${name}, ${members}${place}`);
  };

  const createDirect = ({ key, name }: Conversation) => {
    const button = element(
      "button",
      { class: "item", type: "button" },
      avatar(name),
      element("span", { class: "name" }, name),
      element("span", { class: "count" }),
    );
    button.addEventListener("click", () => {
      state.open(key);
      closeDrawer();
    });
    return element("li", { "data-testid": "dm-item", "data-nickname": name }, button);
  };
  const updateDirect = (item: HTMLElement, conversation: Conversation) => {
    updateItem(item, state, conversation, "");
    const label = `Private messages with ${conversation.name}${unreadText(conversation)}`;
    item.querySelector("button")?.setAttribute("aria-label", label);
  };

  return () => {
    reconcile(rooms, roomItems(state), ({ name }) => name, createRoom, updateRoom);
    const others = [...state.conversations.values()].filter(({ kind }) => kind === "direct");
    reconcile(directs, others, ({ key }) => key, createDirect, updateDirect);
    directHint.hidden = others.length > 0;
    paintAvatar(ownAvatar, state.nickname);
    setText(ownNick, state.nickname);
    unreadElsewhere.hidden = ![...state.conversations.values()].some(
      ({ key, unread }) => unread > 0 && key !== state.active,
    );
  };
}

/** The rooms of the person first, then the others, each by name. */
function roomItems(state: State): RoomItem[] {
  const counts = new Map(state.rooms.map(({ name, memberCount }) => [name, memberCount]));
  for (const name of state.joinedRooms) counts.set(name, counts.get(name) ?? 0);
  const items = [...counts].map(([name, memberCount]) => {
    return { name, memberCount, conversation: state.conversations.get(`#${name}`) };
  });
  const rank = ({ conversation }: RoomItem) => (conversation ? 0 : 1);
  return items.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function updateItem(
  item: HTMLElement,
  state: State,
  conversation: Conversation | undefined,
  count: string,
): void {
  const isActive = conversation !== undefined && conversation.key === state.active;
  const unread = conversation?.unread ?? 0;
  const badge = item.querySelector<HTMLElement>(".count");
  if (badge) {
    setText(badge, unread > 0 ? String(unread) : count);
    badge.classList.toggle("unread", unread > 0);
  }
  if (isActive) item.firstElementChild?.setAttribute("aria-current", "true");
  else item.firstElementChild?.removeAttribute("aria-current");
}

function unreadText({ unread }: Conversation): string {
  return unread > 0 ? `, ${unread} unread` : "";
}
