// The messages of the active conversation.

import type { Images } from "../images.ts";
import type { Conversation, Entry, State } from "../state.ts";
import { avatar } from "./avatar.ts";
import { byId, element, reconcile, setText } from "./dom.ts";
import type { Lightbox } from "./lightbox.ts";
import { fullTimeText, type Row, rows, timeText } from "./rows.ts";

/** Who is at most this far from the end, in pixels, follows new messages. */
const NEAR_END_PX = 80;

export function messagesView(state: State, images: Images, lightbox: Lightbox): () => void {
  const list = byId("message-list", HTMLElement);
  const newMessages = byId("new-messages", HTMLButtonElement);
  const announcer = byId("announcer", HTMLElement);
  let shown: Conversation | undefined;
  let lastId = 0;
  /** Whether the end stays in view when something is added, or when the list gets smaller. */
  let follows = true;

  const scrollToEnd = () => {
    follows = true;
    list.scrollTop = list.scrollHeight;
    newMessages.hidden = true;
  };
  newMessages.addEventListener("click", () => {
    scrollToEnd();
    list.focus();
  });
  list.addEventListener("scroll", () => {
    follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
    if (follows) newMessages.hidden = true;
  });
  new ResizeObserver(() => {
    if (follows) scrollToEnd();
  }).observe(list);

  const create = (row: Row) => {
    if (row.kind === "day") return element("li", { class: "day" }, element("span", {}, row.text));
    const { entry } = row;
    const isOwn = entry.author === state.nickname;
    return element(
      "li",
      {
        class: isOwn ? "message own" : "message",
        "data-testid": "message",
        "data-id": String(entry.id),
        "data-author": entry.author,
        "data-own": String(isOwn),
      },
      avatar(entry.author),
      element("p", { class: "meta" }, element("strong", {}, entry.author), time(entry)),
      content(entry, images, lightbox),
    );
  };
  const update = (item: HTMLElement, row: Row) => {
    if (row.kind === "day") setText(item.firstElementChild ?? item, row.text);
    else item.classList.toggle("first", row.isFirst);
  };

  return () => {
    const conversation = state.activeConversation;
    if (conversation !== shown) {
      shown = conversation;
      lastId = conversation?.entries.at(-1)?.id ?? 0;
      follows = true;
      list.replaceChildren();
      newMessages.hidden = true;
    }
    reconcile(list, rows(conversation?.entries ?? []), ({ key }) => key, create, update);
    const last = conversation?.entries.at(-1);
    const isNew = last !== undefined && last.id > lastId;
    lastId = last?.id ?? 0;
    if (isNew && last.author !== state.nickname) setText(announcer, spoken(last));
    if (follows || (isNew && last.author === state.nickname)) scrollToEnd();
    else if (isNew) newMessages.hidden = false;
  };
}

function time(entry: Entry): HTMLElement {
  const at = new Date(entry.sentAt);
  const attributes = { datetime: at.toISOString(), title: fullTimeText(entry.sentAt) };
  return element("time", attributes, timeText(entry.sentAt));
}

function content({ body }: Entry, images: Images, lightbox: Lightbox): HTMLElement {
  if (body.kind === "text") return element("p", { class: "bubble" }, body.text);
  const thumb = element("button", {
    class: "thumb",
    type: "button",
    "data-testid": "image-thumb",
    "aria-label": `Enlarge the image ${body.alt}`,
  });
  const load = async () => {
    try {
      const image = element("img", { alt: body.alt, src: await images.url(body.id, body.format) });
      thumb.replaceChildren(image);
      thumb.onclick = () => lightbox.open(image.src, body.alt);
    } catch (error) {
      const text = error instanceof Error ? error.message : "";
      thumb.replaceChildren(
        element("span", { class: "image-error", "data-testid": "image-error" }, `${text} Try again`),
      );
      thumb.onclick = load;
    }
  };
  whenVisible(thumb, load);
  return thumb;
}

/** Calls back once, when the element comes into view. */
function whenVisible(target: HTMLElement, callback: () => void): void {
  const observer = new IntersectionObserver((changes) => {
    if (!changes.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    callback();
  });
  observer.observe(target);
}

function spoken({ author, body }: Entry): string {
  return body.kind === "text" ? `${author}: ${body.text}` : `${author} sent an image: ${body.alt}`;
}
