// Functions that see clients before they are in, and events before they are handled.

import { behaviour, play } from "../harness/play.ts";

behaviour("middlewares run in their order, before the connection", "middleware", async (stage) => {
  await stage.connect("a", "/ordered");
});

behaviour("a refusal skips what comes behind it", "middleware", async (stage) => {
  const a = stage.open("a", "/refusing");
  await a.got("connect_error");
});

behaviour("middlewares of a namespace do not run for another", "middleware", async (stage) => {
  await stage.connect("a", "/plain");
  await stage.scene("the main namespace");
  await stage.connect("b", "/");
});

behaviour("middlewares run for each connection of a client", "middleware", async (stage) => {
  const a = await stage.connect("a", "/");
  a.socket.disconnect();
  a.socket.connect();
  await a.got("connect");
});

behaviour("what a middleware learns reaches the handler", "middleware", async (stage) => {
  await stage.connect("a", "/preparing", { auth: { user: "ada" } });
});

behaviour("what a middleware learns reaches the next middleware", "middleware", async (stage) => {
  const a = stage.open("a", "/preparing", { auth: { user: "mallory" } });
  await a.got("connect_error");
});

behaviour("what a middleware emits comes behind the connection, before what the handler emits", "middleware", async (stage) => {
  const a = await stage.connect("a", "/preparing", { auth: { user: "ada" } });
  await a.got("late");
});

behaviour("a room that was joined in a middleware is joined", "middleware", async (stage) => {
  const a = await stage.connect("a", "/preparing", { auth: { user: "ada" } });
  await stage.do("emit", "prepared", "to the room");
  await a.got("to the room");
});

behaviour("a client that waits is in no namespace, and holds nobody up", "middleware", async (stage) => {
  const a = stage.open("a", "/slow", { auth: { waits: true } });
  await stage.heard("waiting");
  await stage.connect("b", "/slow");
  await stage.do("sockets", "/slow");
  await stage.scene("the first may go on");
  await stage.do("release");
  await a.got("connect");
  await stage.do("sockets", "/slow");
});

behaviour("another namespace of a client that waits can be used", "middleware", async (stage) => {
  const a = stage.open("a", "/slow", { auth: { waits: true } });
  await stage.heard("waiting");
  const b = stage.also(a, "b", "/plain");
  await b.got("connect");
  const answer = await b.ask("said", 1);
  b.note(String(answer));
  await stage.do("release");
  await a.got("connect");
});

behaviour("a client that goes while it waits was never there", "middleware", async (stage) => {
  const link = await stage.link();
  stage.open("a", "/slow", { auth: { waits: true }, through: link });
  await stage.heard("waiting");
  link.cut();
  await stage.heard("gone");
  await stage.do("release");
  const b = await stage.connect("b", "/slow");
  b.emit("said", "that is all");
});

behaviour("event middlewares run in their order, between the catch-all listener and the handler", "middleware", async (stage) => {
  const a = await stage.connect("a", "/events");
  await a.ask("said", 1);
});

behaviour("an event middleware may change the event", "middleware", async (stage) => {
  const a = await stage.connect("a", "/events");
  await a.ask("said", "change me");
});

behaviour("an event that a middleware refuses is an error of the server's socket, and nothing for the client", "middleware", async (stage) => {
  const a = await stage.connect("a", "/events");
  a.emit("said", "refuse me", () => a.note("acknowledged"));
  await a.fence();
  await a.ask("said", "go on");
});

behaviour("event middlewares see events that nobody handles", "middleware", async (stage) => {
  const a = await stage.connect("a", "/events");
  a.emit("unheard", 1);
  await a.fence();
  await a.ask("said", 2);
});

behaviour("who breaks the rules can be put out where the error is handled", "middleware", async (stage) => {
  const a = await stage.connect("a", "/events", { auth: { strict: true } });
  a.emit("said", "refuse me");
  await a.got("disconnect");
  await stage.heard("disconnect");
});

await play();
