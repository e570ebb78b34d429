// What a server can do with the sockets of others, wherever they are.

import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

/** Three clients with names, of which two are in a room. */
async function three(stage: Stage) {
  const [a, b, c] = await Promise.all(
    ["a", "b", "c"].map((name) => stage.connect(name, "/", { auth: { name } })),
  );
  if (!a || !b || !c) throw new Error("three clients");
  a.emit("join", "one");
  b.emit("join", "one");
  await stage.scene("the server acts");
  return { a, b, c };
}

behaviour("fetchSockets finds everybody", "rooms", async (stage) => {
  await three(stage);
  await stage.do("fetch", {});
});

behaviour("fetchSockets finds those of a room", "rooms", async (stage) => {
  await three(stage);
  await stage.do("fetch", { to: ["one"] });
});

behaviour("fetchSockets finds those who are not excepted", "rooms", async (stage) => {
  await three(stage);
  await stage.do("fetch", { except: ["one"] });
});

behaviour("fetchSockets finds one by its id", "rooms", async (stage) => {
  const { c } = await three(stage);
  await stage.do("fetch", { to: [c.socket.id] });
});

behaviour("fetchSockets finds nobody who has left", "rooms", async (stage) => {
  const { a } = await three(stage);
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.do("fetch", { to: ["one"] });
});

behaviour("socketsJoin lets everybody join", "rooms", async (stage) => {
  await three(stage);
  await stage.do("join", {}, "two");
  await stage.do("cast", { to: ["two"] }, "told");
});

behaviour("socketsJoin lets those of a room join several others", "rooms", async (stage) => {
  await three(stage);
  await stage.do("join", { to: ["one"] }, "two", "three");
  await stage.do("fetch", { to: ["two"] });
  await stage.do("cast", { to: ["three"] }, "told");
});

behaviour("socketsJoin leaves out who is excepted", "rooms", async (stage) => {
  await three(stage);
  await stage.do("join", { except: ["one"] }, "two");
  await stage.do("fetch", { to: ["two"] });
});

behaviour("socketsLeave lets everybody leave", "rooms", async (stage) => {
  await three(stage);
  await stage.do("leave", {}, "one");
  await stage.do("cast", { to: ["one"] }, "told");
  await stage.do("fetch", { to: ["one"] });
});

behaviour("socketsLeave lets one leave by its id", "rooms", async (stage) => {
  const { a } = await three(stage);
  await stage.do("leave", { to: [a.socket.id] }, "one");
  await stage.do("cast", { to: ["one"] }, "told");
});

behaviour("disconnectSockets puts everybody out", "rooms", async (stage) => {
  const all = await three(stage);
  await stage.do("disconnect", {}, false);
  await Promise.all(Object.values(all).map((one) => one.got("disconnect")));
  await stage.heard("disconnect", 3);
});

behaviour("disconnectSockets puts those of a room out, and their other namespaces go on", "rooms", async (stage) => {
  const { a, b } = await three(stage);
  const d = stage.also(a, "d", "/news");
  await d.got("connect");
  await stage.do("disconnect", { to: ["one"] }, false);
  await Promise.all([a, b].map((one) => one.got("disconnect")));
  await stage.heard("disconnect", 2);
  await d.ask("rooms");
});

behaviour("disconnectSockets closes connections with all of their namespaces", "rooms", async (stage) => {
  const { a, b } = await three(stage);
  const d = stage.also(a, "d", "/news");
  await d.got("connect");
  await stage.do("disconnect", { to: ["one"] }, true);
  await Promise.all([a, b, d].map((one) => one.got("disconnect")));
  await stage.heard("disconnect", 3);
});

behaviour("what was fetched can be told something", "rooms", async (stage) => {
  await three(stage);
  await stage.do("tell each", { to: ["one"] }, "your name is");
});

behaviour("what was fetched can join and leave", "rooms", async (stage) => {
  await three(stage);
  await stage.do("join each", { except: ["one"] }, "two");
  await stage.do("leave each", { to: ["one"] }, "one");
  await stage.do("fetch", {});
});

behaviour("what was fetched can be put out", "rooms", async (stage) => {
  const { c } = await three(stage);
  await stage.do("disconnect each", { except: ["one"] }, false);
  await c.got("disconnect");
  await stage.heard("disconnect");
});

behaviour("what was fetched can be asked", "rooms", async (stage) => {
  const { a, b } = await three(stage);
  for (const one of [a, b]) one.socket.on("who", (acknowledge: (name: string) => void) => acknowledge(one.name));
  await stage.do("ask each", { to: ["one"] }, "who");
});

behaviour("what is said to other servers is not heard by oneself, nor by clients", "rooms", async (stage) => {
  await three(stage);
  await stage.do("is kept from others", "to servers", 1);
});

await play();
