import assert from "node:assert/strict";
import { after, afterEach, beforeEach, test } from "node:test";
import { openTab, startChat } from "./chat.mjs";
import { overflow, startBrowser } from "./harness.mjs";

const browser = await startBrowser();
after(() => browser.close());

/** A picture of one red pixel. */
const PICTURE = {
  name: "red.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
  ),
};

let chat;
let tabs;
beforeEach(async () => {
  chat = await startChat();
  tabs = [];
});
afterEach(async () => {
  await Promise.all(tabs.map((tab) => tab.close()));
  await chat.stop();
  // What went wrong in a page without being seen by the test.
  assert.deepEqual(tabs.flatMap(({ faults }) => faults), []);
});

async function open(options) {
  const tab = await openTab(browser, chat, options);
  tabs.push(tab);
  return tab;
}

/** A tab in which somebody has signed in. */
async function signedIn(nickname, options) {
  const tab = await open(options);
  await tab.signIn(nickname);
  return tab;
}

test("a taken nickname is refused with a reason, another is let in", async () => {
  await signedIn("ada");
  const second = await open();
  await second.askFor("Ada");
  await second.shows("nick-error", "nickname already");
  await second.signIn("grace");
  await second.shows("own-nick", "grace");
});

test("messages go both ways", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.send("Hello, Grace!");
  await grace.showsMessage("ada", "Hello, Grace!");
  await grace.send("Hello, Ada!");
  await ada.showsMessage("grace", "Hello, Ada!");
  await ada.showsMessage("ada", "Hello, Grace!");
});

test("markup in a message is text", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.send('<img src="x" onerror="throw 1"><b>bold</b>');
  await grace.showsMessage("ada", "<b>bold</b>");
  assert.equal(await grace.message("ada").locator("b, img").count(), 0);
});

test("who comes later reads what was said before, in order", async () => {
  const ada = await signedIn("ada");
  for (const text of ["first", "second", "third"]) {
    await ada.send(text);
    await ada.showsMessage("ada", text);
  }
  const grace = await signedIn("grace");
  await grace.showsMessage("ada", "third");
  const texts = await grace.message("ada").allInnerTexts();
  const order = ["first", "second", "third"].map((text) => texts.join("\n").indexOf(text));
  assert.ok(order[0] >= 0 && order[0] < order[1] && order[1] < order[2], texts.join(" | "));
});

test("typing is shown until the message comes", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.write("Hel");
  await grace.shows("typing", "ada is typing…");
  await ada.send("Hello!");
  await grace.showsMessage("ada", "Hello!");
  await grace.showsNothing("typing");
});

test("typing is gone when nothing follows", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.write("H");
  await grace.shows("typing", "ada is typing…");
  await grace.showsNothing("typing");
});

test("an image is shown to everybody, also to who comes later", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.at("image-input").setInputFiles(PICTURE);
  const mary = await signedIn("mary");
  for (const tab of [ada, grace, mary]) {
    const image = tab.message("ada").locator("img");
    await image.waitFor();
    await image.evaluate((element) => element.decode());
    assert.equal(await image.evaluate((element) => element.naturalWidth), 1);
  }
});

test("a file that is no image is refused with a reason", async () => {
  const ada = await signedIn("ada");
  const file = { name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") };
  await ada.at("image-input").setInputFiles(file);
  await ada.shows("toast", "This is not an image.");
});

test("a private message reaches one person only", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  const mary = await signedIn("mary");
  await ada.member("grace").getByTestId("member-dm").click();
  await ada.shows("conversation-title", "grace");
  await ada.send("Between you and me");
  await ada.showsMessage("ada", "Between you and me");

  await grace.page.locator('[data-testid="dm-item"][data-nickname="ada"]').getByRole("button").click();
  await grace.showsMessage("ada", "Between you and me");

  // What Ada says to all comes after it, so what Mary has not by then she will not have.
  await ada.switchTo("lobby");
  await ada.send("To all of you");
  await mary.showsMessage("ada", "To all of you");
  assert.equal(await mary.at("dm-item").count(), 0);
  assert.equal(await mary.message("ada").filter({ hasText: "Between" }).count(), 0);
});

test("the list of members follows who comes and goes", async () => {
  const ada = await signedIn("ada");
  await ada.member("ada").waitFor();
  const grace = await signedIn("grace");
  await ada.member("grace").waitFor();
  await ada.shows("conversation-subtitle", "2 members");
  await grace.at("sign-out").click();
  await ada.member("grace").waitFor({ state: "detached" });
  await ada.shows("conversation-subtitle", "Only you");
});

test("rooms keep their messages apart", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.enterRoom("garden");
  await ada.send("Roses");
  await ada.showsMessage("ada", "Roses");

  await grace.room("garden").waitFor();
  assert.equal(await grace.message("ada").count(), 0);
  await grace.switchTo("garden");
  await grace.showsMessage("ada", "Roses");

  await grace.at("room-leave").click();
  await grace.shows("conversation-title", "# lobby");
  await ada.member("grace").waitFor({ state: "detached" });
});

test("the latency of each member is shown", async () => {
  const [ada] = [await signedIn("ada"), await signedIn("grace")];
  for (const nickname of ["ada", "grace"]) {
    const latency = ada.member(nickname).getByTestId("member-latency");
    await latency.filter({ hasText: /^(< 1|\d+) ms$/, visible: true }).waitFor();
  }
});

test("a page that lost its server says so and recovers when it is back", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.enterRoom("garden");
  await chat.stop();
  await ada.shows("reconnect-banner", "connection is lost");
  await grace.shows("connection-status", "Reconnecting…");

  chat = await startChat(chat.port);
  await ada.shows("connection-status", "Connected");
  await grace.shows("connection-status", "Connected");
  await ada.switchTo("lobby");
  await ada.member("grace").waitFor();
  await ada.send("Still there?");
  await grace.showsMessage("ada", "Still there?");
  await ada.at("reconnect-banner").waitFor({ state: "hidden" });
});

test("a reloaded page is signed in as before", async () => {
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace")];
  await ada.page.reload();
  await ada.shows("own-nick", "ada");
  await ada.shows("conversation-title", "# lobby");
  await ada.send("I am back");
  await grace.showsMessage("ada", "I am back");
});

test("the page can be used without a mouse", async () => {
  const [ada, grace] = [await signedIn("grace"), await open()];
  const { keyboard } = grace.page;
  await grace.at("nick-input").focus();
  await keyboard.type("mary");
  await keyboard.press("Enter");
  await grace.shows("conversation-title", "# lobby");
  await keyboard.type("Look, no mouse");
  await keyboard.press("Enter");
  await ada.showsMessage("mary", "Look, no mouse");
});

test("the page fits a phone", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const [ada, grace] = [await signedIn("ada"), await signedIn("grace", phone)];
  await grace.send("From my phone");
  await ada.showsMessage("grace", "From my phone");
  await grace.at("open-sidebar").click();
  await grace.at("room-input").waitFor();
  assert.equal(await overflow(grace.page), 0);
});
