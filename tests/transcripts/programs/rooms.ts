// Rooms: who is in, and who hears what is said there.

import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

const names = (stage: Stage, ...all: string[]) =>
  Promise.all(all.map((name) => stage.connect(name, "/", { auth: { name } })));

behaviour("a socket is in the room of its id", "rooms", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("rooms");
});

behaviour("a socket joins rooms and leaves them", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one", "two", "three");
  await a.ask("rooms");
  a.emit("leave", "two");
  await a.ask("rooms");
});

behaviour("joining twice is joining once", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  a.emit("join", "one");
  await a.ask("rooms");
  await stage.do("cast", { to: ["one"] }, "told");
  await a.got("told");
  a.emit("leave", "one");
  await a.ask("rooms");
});

behaviour("leaving a room that one is not in does nothing", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave", "one");
  await a.ask("rooms");
});

behaviour("what is said in a room is heard there and nowhere else", "rooms", async (stage) => {
  const [a, b] = await Promise.all(["a", "b", "c"].map((name) => stage.connect(name)));
  a?.emit("join", "one");
  b?.emit("join", "one");
  await stage.scene("somebody speaks");
  await stage.do("cast", { to: ["one"] }, "told", 1);
});

behaviour("who leaves a room hears nothing of it any more", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  await a.fence();
  await stage.do("cast", { to: ["one"] }, "told", 1);
  await a.got("told");
  a.emit("leave", "one");
  await a.fence();
  await stage.do("cast", { to: ["one"] }, "told", 2);
});

behaviour("who speaks in a room does not hear it", "rooms", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b");
  a.emit("join", "one");
  b.emit("join", "one");
  await stage.scene("a speaks");
  a.emit("cast", { to: ["one"] }, "told");
});

behaviour("one need not be in a room to speak there", "rooms", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b");
  b.emit("join", "one");
  await b.fence();
  a.emit("cast", { to: ["one"] }, "told");
});

behaviour("the room of an id is a private message", "rooms", async (stage) => {
  const [a, b] = await Promise.all(["a", "b", "c"].map((name) => stage.connect(name)));
  a?.emit("cast", { to: [b?.socket.id ?? ""] }, "psst");
});

behaviour("a message to one's own id reaches nobody", "rooms", async (stage) => {
  const a = await stage.connect("a");
  await stage.connect("b");
  a.emit("cast", { to: [a.socket.id ?? ""] }, "psst");
});

behaviour("who is in several of the rooms hears it once", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one", "two", "three");
  await a.fence();
  await stage.do("cast", { to: ["one", "two", "three"] }, "told");
});

behaviour("a room of another namespace is another room", "rooms", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  a.emit("join", "one");
  b.emit("join", "one");
  await stage.scene("in the other namespace");
  await stage.do("cast in", "/news", { to: ["one"] }, "told");
});

behaviour("a room without anybody hears nothing", "rooms", async (stage) => {
  await stage.connect("a");
  await stage.do("cast", { to: ["nowhere"] }, "told");
});

behaviour("who leaves the room of its id gets no private messages, but all others", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave own");
  await a.ask("rooms");
  await stage.do("cast", { to: [a.socket.id] }, "psst");
  await stage.do("cast", {}, "told");
});

behaviour("rooms are there while a socket is leaving, and gone when it has left", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  await a.fence();
  a.socket.disconnect();
  await stage.heard("disconnect");
});

behaviour("rooms are there while the server puts a socket out, and gone when it has", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  a.emit("bye");
  await stage.heard("disconnect");
  await a.got("disconnect");
});

behaviour("a socket that has left joins nothing", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave and join", "one");
  await stage.heard("rooms");
  await a.got("disconnect");
  await stage.do("fetch", { to: ["one"] });
});

behaviour("a client that comes back is in no room", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  await a.fence();
  a.socket.disconnect();
  await stage.heard("disconnect");
  a.socket.connect();
  await a.got("connect");
  await a.ask("rooms");
  await stage.do("cast", { to: ["one"] }, "told");
});

behaviour("a room may have any name", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "", " ", "ü 😀", "__proto__", "a#b,c");
  await a.ask("rooms");
  for (const room of ["", " ", "ü 😀", "__proto__", "a#b,c"]) await stage.do("cast", { to: [room] }, "told", room);
});

behaviour("a socket may be in a thousand rooms", "rooms", async (stage) => {
  const a = await stage.connect("a");
  const all = Array.from({ length: 1000 }, (_, number) => `room ${number}`);
  a.socket.emit("join", ...all);
  await a.fence();
  await stage.do("cast", { to: ["room 0", "room 500", "room 999"] }, "told");
});

behaviour("those who are in are known by what is in them", "rooms", async (stage) => {
  const [a, b] = await names(stage, "a", "b", "c");
  a?.emit("join", "one");
  b?.emit("join", "one", "two");
  await stage.scene("who is in");
  await stage.do("fetch", { to: ["one"] });
  await stage.do("fetch", { to: ["two"] });
  await stage.do("fetch", { to: ["three"] });
});

await play();
