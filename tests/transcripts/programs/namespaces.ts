// Several namespaces on one connection.

import { behaviour, play } from "../harness/play.ts";

behaviour("an event stays in its namespace", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  await stage.do("emit", "/news", "told", "news");
  await stage.do("emit", "/", "told", "main");
  await a.got("told");
  await b.got("told");
});

behaviour("each namespace has an id of its own", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  a.note(a.socket.id === b.socket.id ? "the same" : "another");
  await stage.heard("connection", 2);
});

behaviour("leaving one namespace leaves the others", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  await stage.scene("b leaves");
  b.socket.disconnect();
  await stage.heard("disconnect");
  await a.ask("echo", "still here");
  await stage.do("sockets", "/news");
});

behaviour("a client that is put out of a namespace stays in the others", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  b.emit("leave");
  await b.got("disconnect");
  await stage.heard("disconnect");
  await a.ask("echo", "still here");
});

behaviour("a client that is closed leaves every namespace", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  b.emit("close");
  await Promise.all([a.got("disconnect"), b.got("disconnect")]);
  await stage.heard("disconnect", 2);
});

behaviour("ten namespaces share a connection", "talk", async (stage) => {
  const a = await stage.connect("a");
  const others = Array.from({ length: 10 }, (_, number) => stage.also(a, `b${number}`, `/room-${number}`));
  for (const other of others) await other.got("connect");
  await Promise.all(others.map((other) => other.ask("echo", other.name)));
  await stage.do("connections");
});

behaviour("namespaces are joined in the order in which they were asked for", "talk", async (stage) => {
  const a = await stage.connect("a");
  const order: string[] = [];
  const others = [3, 1, 2, 0].map((number) => stage.also(a, `b${number}`, `/room-${number}`));
  for (const other of others) other.socket.on("connect", () => order.push(other.name));
  for (const other of others) await other.got("connect");
  a.note(order.join(" "));
});

behaviour("a namespace that was left can be joined again on the same connection", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  const { id } = b.socket;
  b.socket.disconnect();
  await stage.heard("disconnect");
  await stage.scene("again");
  b.socket.connect();
  await b.got("connect");
  b.note(b.socket.id === id ? "the same id" : "another id");
  await b.ask("echo", 1);
  await stage.do("connections");
});

behaviour("a client that was put out of its last namespace closes its connection, and can connect again", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave");
  await a.got("disconnect");
  await stage.heard("disconnect");
  a.note(`engine ${a.engine.readyState}`);
  a.socket.connect();
  await a.got("connect");
  await a.ask("echo", 1);
});

behaviour("a namespace knows its sockets", "talk", async (stage) => {
  await stage.do("sockets", "/news");
  const a = await stage.connect("a", "/news");
  await stage.connect("b", "/news");
  await stage.do("sockets", "/news");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.do("sockets", "/news");
  await stage.do("sockets", "/");
});

behaviour("an acknowledgement stays in its namespace", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  // Both sockets count their acknowledgements from 0.
  await Promise.all([a.ask("echo", "a0"), b.ask("echo", "b0")]);
  await Promise.all([a.ask("echo", "a1"), b.ask("echo", "b1")]);
});

await play();
