import assert from "node:assert/strict";
import { after, afterEach, beforeEach, test } from "node:test";
import { openPage, overflow, startBrowser, startServer } from "../browser/harness.mjs";

/** The hash of a contract that the server no longer serves. */
const RETIRED = "6f1d0b8a52c94e37";

const browser = await startBrowser();
after(() => browser.close());

let server;
let opened;
beforeEach(async () => {
  server = await start();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map(({ page }) => page.context().close()));
  await server.stop();
  // What went wrong in a page without being seen by the test.
  assert.deepEqual(opened.flatMap(({ faults }) => faults), []);
});

function start(port = 0) {
  const { WIGWAG_BOARD: binary, WIGWAG_BOARD_PAGE: page } = process.env;
  return startServer(binary, ["--listen", `127.0.0.1:${port}`, "--page", page]);
}

/** The page before anybody has said who they are. */
async function open(options) {
  const tab = await openPage(browser, server.url, options);
  opened.push(tab);
  return tab.page;
}

/** The board as `name` sees it. */
async function board(name, options) {
  const page = await open(options);
  await signIn(page, name);
  await page.getByRole("listitem").filter({ hasText: name }).waitFor();
  return page;
}

async function signIn(page, name) {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Open the board" }).click();
}

async function add(page, title) {
  await page.getByLabel("Title of a new task").fill(title);
  await page.getByRole("button", { name: "Add" }).click();
}

/** Waits until the task is in the column with this title. */
async function isIn(page, column, task) {
  await page.getByRole("region", { name: column }).getByText(task, { exact: true }).waitFor();
}

test("two pages see each other's changes", async () => {
  const [ada, grace] = [await board("Ada"), await board("Grace")];
  await add(ada, "Buy milk");
  await isIn(grace, "To do", "Buy milk");
  await grace.getByRole("button", { name: "Move “Buy milk” to Doing" }).click();
  await isIn(ada, "Doing", "Buy milk");
  await ada.getByRole("button", { name: "Remove “Buy milk”" }).click();
  await grace.getByText("Buy milk", { exact: true }).waitFor({ state: "detached" });
});

test("who looks at the board is shown until they leave", async () => {
  const [ada, grace] = [await board("Ada"), await board("Grace")];
  await ada.getByRole("listitem").filter({ hasText: "Grace" }).waitFor();
  await grace.getByRole("button", { name: "Leave" }).click();
  await ada.getByRole("listitem").filter({ hasText: "Grace" }).waitFor({ state: "detached" });
});

test("what the server refuses is explained", async () => {
  const ada = await board("Ada");
  await add(ada, "   ");
  await ada.getByText("A task needs a title.").waitFor();
  await add(ada, "Buy milk");
  await isIn(ada, "To do", "Buy milk");
  await ada.getByText("A task needs a title.").waitFor({ state: "detached" });
});

test("a visitor without a name is asked again, as often as it takes", async () => {
  const page = await open();
  for (const name of ["", "", "Ada"]) await signIn(page, name);
  await page.getByRole("listitem").filter({ hasText: "Ada" }).waitFor();
});

test("a page that is too old for the server asks to be reloaded", async () => {
  const page = await open();
  const handshakes = "**/socket.io/*";
  await page.route(handshakes, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("wigwag", RETIRED);
    return route.continue({ url: url.href });
  });
  await signIn(page, "Ada");
  const reload = page.getByRole("button", { name: "Reload" });
  await reload.waitFor();
  assert.ok(await page.getByRole("button", { name: "Add" }).isDisabled());

  await page.unroute(handshakes);
  await reload.click();
  await page.getByRole("listitem").filter({ hasText: "Ada" }).waitFor();
});

test("a page that lost its server says so and comes back", async () => {
  const ada = await board("Ada");
  await server.stop();
  await ada.getByText("The connection is lost.").waitFor();
  assert.ok(await ada.getByRole("button", { name: "Add" }).isDisabled());
  server = await start(server.port);
  await ada.getByText("The connection is lost.").waitFor({ state: "detached" });
  await add(ada, "Still here");
  await isIn(ada, "To do", "Still here");
});

test("a reloaded page is the same visitor's", async () => {
  const ada = await board("Ada");
  await add(ada, "Buy milk");
  await ada.reload();
  await isIn(ada, "To do", "Buy milk");
});

test("the board can be used without a mouse, and the keyboard follows a task", async () => {
  const ada = await board("Ada");
  const { keyboard } = ada;
  await ada.getByLabel("Title of a new task").focus();
  await keyboard.type("Buy milk");
  await keyboard.press("Enter");
  await isIn(ada, "To do", "Buy milk");
  await ada.getByRole("button", { name: "Move “Buy milk” to Doing" }).focus();
  await keyboard.press("Enter");
  await isIn(ada, "Doing", "Buy milk");
  await keyboard.press("Enter");
  await isIn(ada, "Done", "Buy milk");
});

test("the board fits a phone", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const ada = await board("Ada", phone);
  await add(ada, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen polieren");
  await ada.getByRole("button", { name: /to Doing$/ }).click();
  await ada.getByRole("button", { name: /to Done$/ }).waitFor();
  assert.equal(await overflow(ada), 0);
});
