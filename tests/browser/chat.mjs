// A chat server, and people who have the chat open in a tab.

import { openPage, startServer } from "./harness.mjs";

/** Starts a chat server. A fixed `port` is for a server that comes back where it was. */
export function startChat(port = 0) {
  const args = ["--listen", `127.0.0.1:${port}`];
  if (process.env.WIGWAG_CHAT_ASSETS) args.push("--assets", process.env.WIGWAG_CHAT_ASSETS);
  const binary = process.env.WIGWAG_CHAT;
  if (binary) return startServer(binary, args);
  return startServer("cargo", ["run", "--quiet", "--package", "wigwag-example-chat", "--", ...args]);
}

/** Opens the chat in a new tab. */
export async function openTab(browser, chat, options) {
  const { page, faults } = await openPage(browser, chat.url, options);
  return new Tab(page, faults);
}

/** One person's view of the chat. */
export class Tab {
  constructor(page, faults) {
    this.page = page;
    this.faults = faults;
  }

  /** The element with this name. */
  at(name) {
    return this.page.getByTestId(name);
  }

  /** Signs in and waits for the first room. */
  async signIn(nickname) {
    await this.askFor(nickname);
    await this.shows("conversation-title", "# lobby");
  }

  /** Tries to sign in. */
  async askFor(nickname) {
    await this.at("nick-input").fill(nickname);
    await this.at("join-button").click();
  }

  /** Creates or enters a room and waits until it is in view. */
  async enterRoom(room) {
    await this.at("room-input").fill(room);
    await this.at("room-join").click();
    await this.shows("conversation-title", `# ${room}`);
  }

  /** Brings a room of the list into view. */
  async switchTo(room) {
    await this.room(room).getByRole("button").click();
    await this.shows("conversation-title", `# ${room}`);
  }

  async write(text) {
    await this.at("message-input").pressSequentially(text);
  }

  async send(text) {
    await this.at("message-input").fill(text);
    await this.at("send-button").click();
  }

  /** Waits until the named element shows the text. */
  async shows(name, text) {
    await this.at(name).filter({ hasText: text, visible: true }).waitFor();
  }

  /** Waits until the named element shows nothing. */
  async showsNothing(name) {
    await this.at(name).filter({ hasText: /^$/ }).waitFor({ state: "attached" });
  }

  /** Waits until a message of this author is shown. */
  async showsMessage(author, text) {
    await this.message(author).filter({ hasText: text }).waitFor();
  }

  message(author) {
    return this.page.locator(`[data-testid="message"][data-author="${author}"]`);
  }

  member(nickname) {
    return this.page.locator(`[data-testid="member"][data-nickname="${nickname}"]`);
  }

  room(name) {
    return this.page.locator(`[data-testid="room-item"][data-room="${name}"]`);
  }

  async close() {
    await this.page.context().close();
  }
}
