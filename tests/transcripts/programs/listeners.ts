// Listeners that come and go, and those that hear everything.

import type { Actor } from "../harness/actor.ts";
import { behaviour, play } from "../harness/play.ts";

/** Has the server do things, one after the other. */
async function prepare(a: Actor, ...all: string[]): Promise<void> {
  for (const what of all) await a.ask("do", what);
}

behaviour("listeners of an event hear it in their order", "listeners", async (stage) => {
  const a = await stage.connect("a");
  a.emit("said", 1);
});

behaviour("a listener that hears once hears once", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "once");
  a.emit("said", 1);
  await stage.scene("again");
  a.emit("said", 2);
});

behaviour("a listener can be taken away", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "off the second");
  a.emit("said", 1);
});

behaviour("all listeners of an event can be taken away", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "off all");
  a.emit("said", 1);
  await stage.scene("and one be added");
  await prepare(a, "on again");
  a.emit("said", 2);
});

behaviour("a listener that is added while an event is handled hears the next", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "on adding");
  a.emit("said", 1);
  await stage.scene("the next");
  a.emit("said", 2);
});

behaviour("the names of the events that are listened to", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "names", "off all", "names", "on again", "names");
});

behaviour("who hears everything hears before the others, and what nobody else hears", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "any");
  a.emit("said", 1);
  await stage.scene("something else");
  a.emit("unheard", { some: "thing" }, Buffer.from([1]));
});

behaviour("who hears everything hears arguments without the acknowledgement, and does not answer", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "any");
  await a.ask("answered", 1);
});

behaviour("who hears everything may be first", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "any", "prepend any");
  a.emit("said", 1);
});

behaviour("who hears everything can be taken away", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "any", "prepend any", "off any");
  a.emit("said", 1);
  await stage.scene("all of them");
  await prepare(a, "off every any");
  a.emit("said", 2);
});

behaviour("what goes out is heard: events, broadcasts, and questions", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "outgoing", "emit", "ask", "emit bytes");
  await stage.do("emit", "broadcast", 1);
  await a.got("broadcast");
});

behaviour("acknowledgements that go out are not heard", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "outgoing");
  await a.ask("answered", 1);
});

behaviour("who hears what goes out may be first, and can be taken away", "listeners", async (stage) => {
  const a = await stage.connect("a");
  await prepare(a, "outgoing", "prepend outgoing", "emit");
  await stage.scene("one less");
  await prepare(a, "off outgoing", "emit");
  await stage.scene("none");
  await prepare(a, "off every outgoing", "emit");
});

behaviour("listeners of one socket are its own", "listeners", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b");
  await prepare(a, "any", "off all");
  a.emit("said", 1);
  b.emit("said", 2);
});

await play();
