// What every browser test starts from: a chat server in a process of its own, and people who have it
// open in a tab of a headless Chromium.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** How long a page may take to show something. Nothing waits this long when all is well. */
const DEADLINE = 20_000;

/** Chromium without a sandbox, for containers, and without anything that calls home. */
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser that `CHROMIUM` names; `cargo xtask test browser` finds or installs one. */
export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "chromium", args: ARGUMENTS });
}

/** Starts a chat server. A fixed `port` is for a server that comes back where it was. */
export async function startChat(port = 0) {
  const args = ["--listen", `127.0.0.1:${port}`];
  if (process.env.WIGWAG_CHAT_ASSETS) args.push("--assets", process.env.WIGWAG_CHAT_ASSETS);
  const binary = process.env.WIGWAG_CHAT;
  const child = binary
    ? spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] })
    : spawn("cargo", ["run", "--quiet", "--package", "wigwag-example-chat", "--", ...args], {
        stdio: ["ignore", "pipe", "inherit"],
      });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = line.match(/http:\/\/\S+/)?.[0];
    if (url) return { url, port: Number(new URL(url).port), stop };
  }
  throw new Error("the chat server ended before it listened");
}

/** Opens the chat in a new tab and collects what the page reports as wrong. */
export async function openTab(browser, chat, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(DEADLINE);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // That a request failed is for the client to deal with; servers end and connections break here.
    const isLine = /^(Failed to load resource|WebSocket connection)/.test(message.text());
    if (message.type() === "error" && !isLine) faults.push(message.text());
  });
  await page.goto(chat.url);
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
