// What every browser test starts from: a server in a process of its own, and a headless Chromium with
// tabs that belong to different people.

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

/** Starts a server that prints its address. */
export async function startServer(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = line.match(/http:\/\/\S+/)?.[0];
    if (url) return { url, port: Number(new URL(url).port), stop };
  }
  throw new Error("the server ended before it listened");
}

/** Opens an address in a tab of its own and collects in `faults` what the page reports as wrong. */
export async function openPage(browser, url, options = {}) {
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
  await page.goto(url);
  return { page, faults };
}

/** How much wider the page is than its screen, in pixels. */
export function overflow(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
