// Clients that come back find what they have missed.

import { type ClientOptions } from "../harness/actor.ts";
import type { Link } from "../harness/link.ts";
import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

/** A client that comes back by itself when `link` is mended, and that has got an event. */
async function settled(stage: Stage, link: Link, options: ClientOptions = {}, namespace = "/") {
  const a = stage.open("a", namespace, { through: link, reconnection: true, reconnectionDelay: 10, ...options });
  a.withOffsets();
  await a.got("connect");
  a.emit("tell me", 0);
  await a.got("told");
  await stage.scene("the connection is cut");
  return a;
}

/** Cuts the client off, and waits until both sides know. */
async function away(stage: Stage, link: Link, actor: { got(event: string): Promise<unknown> }): Promise<void> {
  link.cut({ refuse: true });
  await actor.got("disconnect");
  await stage.heard("disconnect");
}

behaviour("a client that was cut off is itself again", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  const { id } = a.socket;
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  a.note(`${a.socket.id === id ? "the same id" : "another id"}, recovered ${a.socket.recovered}`);
  await stage.heard("recovered");
});

behaviour("it is told what it has missed, in order, before it is connected", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  await away(stage, link, a);
  for (const number of [1, 2, 3]) await stage.do("tell", "/", number);
  link.mend();
  await a.gotAll("told", 3);
  await a.got("connect");
});

behaviour("it is told what was said to its rooms and to itself, and nothing else", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 });
  a.withOffsets().emit("join", "one");
  a.emit("tell me", 0);
  await a.got("told");
  const { id } = a.socket;
  await away(stage, link, a);
  await stage.do("tell a room", "one", 1);
  await stage.do("tell a room", "two", 2);
  await stage.do("tell a room", id, 3);
  await stage.do("tell all but", "one", 4);
  await stage.do("tell all but", "two", 5);
  link.mend();
  await a.got("connect");
});

behaviour("its rooms and its data are there again", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 });
  a.withOffsets().emit("join", "one");
  a.emit("join", "two");
  a.emit("remember", 42);
  a.emit("tell me", 0);
  await a.got("told");
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  await stage.heard("recovered");
  await stage.do("tell a room", "two", 1);
  await a.got("told");
});

behaviour("a burst that was cut in the middle comes whole", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  a.unrecorded();
  const numbers: number[] = [];
  a.socket.on("number", (number: number) => numbers.push(number));
  const before = new Promise<number>((resolve) => a.socket.once("disconnect", () => resolve(numbers.length)));
  link.cutAfter(2_000);
  a.socket.emit("burst", 300);
  const came = await before;
  a.note(`${came > 0 && came < 300 ? "some" : came} came before the cut`);
  await a.gotAll("number", 300);
  a.note(`${numbers.length} came in all, ${numbers.every((number, at) => number === at) ? "in order" : "out of order"}`);
  a.note(`recovered ${a.socket.recovered}`);
});

behaviour("a client may be recovered again and again", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  for (const number of [1, 2, 3]) {
    link.cut();
    await a.got("disconnect");
    await a.got("connect");
    await stage.heard("recovered");
    await stage.do("tell", "/", number);
    await a.got("told");
  }
});

behaviour("what was missed twice is told once", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  await away(stage, link, a);
  await stage.do("tell", "/", 1);
  link.mend();
  await a.got("told");
  await a.got("connect");
  await away(stage, link, a);
  await stage.do("tell", "/", 2);
  link.mend();
  a.note("back");
  await a.got("told");
  await a.got("connect");
});

behaviour("what the client says while it is away is said when it is back", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  await away(stage, link, a);
  a.emit("said", "while away");
  link.mend();
  await a.got("connect");
  await stage.heard("said");
});

behaviour("volatile events that were missed are lost", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  await away(stage, link, a);
  await stage.do("tell, volatile", 1);
  await stage.do("tell", "/", 2);
  link.mend();
  await a.got("told");
  await a.got("connect");
});

behaviour("what a client hears has an offset, and answers have none", "recovery", async (stage) => {
  const a = (await stage.connect("a")).withOffsets();
  await stage.do("tell", "/", 1, { two: 2 });
  await a.got("told");
  a.note(JSON.stringify(await a.ask("fence")));
});

behaviour("volatile events have an offset, too", "recovery", async (stage) => {
  const a = (await stage.connect("a")).withOffsets();
  await a.fence();
  await stage.do("tell, volatile", 1);
  await a.got("told");
});

behaviour("a client that left is somebody else when it comes back", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.do("tell", "/", 1);
  a.socket.connect();
  await a.got("connect");
  await stage.heard("connection");
});

behaviour("a client that was put out is somebody else when it comes back", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  a.emit("leave");
  await a.got("disconnect");
  await stage.heard("disconnect");
  a.socket.connect();
  await a.got("connect");
  await stage.heard("connection");
});

behaviour("a client that nobody knows is somebody new", "recovery", async (stage) => {
  const a = stage.open("a", "/", { auth: { pid: "unknown", offset: "unknown" } });
  await a.got("connect");
  a.note(`recovered ${a.socket.recovered}`);
});

behaviour("a client that comes back too late is somebody else", "recovery, brief", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link, { reconnectionDelay: 500, randomizationFactor: 0 });
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  a.note(`recovered ${a.socket.recovered}`);
  await stage.heard("connection");
});

behaviour("a client that was cut off before it got an event", "recovery", async (stage) => {
  const link = await stage.link();
  const a = stage.open("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 }).withOffsets();
  await a.got("connect");
  await a.fence();
  await away(stage, link, a);
  await stage.do("tell", "/", 1);
  link.mend();
  await a.got("connect");
});

behaviour("middlewares are not asked again", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
});

behaviour("middlewares are asked again when the program wants that", "recovery, with middlewares", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
});

behaviour("every namespace of a connection is recovered", "recovery", async (stage) => {
  const link = await stage.link();
  const a = stage.open("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 }).withOffsets();
  await a.got("connect");
  const b = stage.also(a, "b", "/news").withOffsets();
  await b.got("connect");
  for (const one of [a, b]) {
    one.emit("tell me", 0);
    await one.got("told");
  }
  link.cut({ refuse: true });
  await Promise.all([a.got("disconnect"), b.got("disconnect")]);
  await stage.heard("disconnect", 2);
  await stage.do("tell", "/", 1);
  await stage.do("tell", "/news", 2);
  link.mend();
  await Promise.all([a.got("connect"), b.got("connect")]);
});

behaviour("a session is recovered once", "recovery", async (stage) => {
  const link = await stage.link();
  const a = await settled(stage, link);
  const { _pid: pid, _lastOffset: offset } = a.socket as unknown as { _pid: string; _lastOffset: string };
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  await stage.heard("recovered");
  await stage.scene("a thief");
  const b = stage.open("b", "/", { auth: { pid, offset } });
  const { id } = a.socket;
  await b.got("connect");
  b.note(b.socket.id === id ? "the same id" : "another id");
  // Either it is put out, or it goes on beside the other.
  await Promise.race([a.got("disconnect").catch(() => {}), a.fence().catch(() => {})]);
});

await play();
