// How clients come into a namespace, and come back.

import { behaviour, play } from "../harness/play.ts";

behaviour("a client joins the main namespace over websocket", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.note(`transport ${a.engine.transport.name}`);
  await stage.heard("connection");
});

behaviour("a client joins the main namespace over polling", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling"] });
  await a.ask("echo", 1);
  a.note(`transport ${a.engine.transport.name}`);
});

behaviour("a client joins the main namespace over polling and moves to websocket", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling", "websocket"] });
  await a.upgraded();
  a.note(`transport ${a.engine.transport.name}`);
  await a.ask("echo", 1);
});

behaviour("both sides have the same id, which is not the session's", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.note(`${a.socket.id?.length} characters, ${a.socket.id === a.engine.id ? "the session's" : "its own"}`);
  const b = await stage.connect("b");
  b.note(a.socket.id === b.socket.id ? "the same id" : "another id");
  await stage.heard("connection", 2);
});

behaviour("a namespace that does not exist is refused, and the connection stays", "talk", async (stage) => {
  const a = stage.open("a", "/nowhere");
  await a.got("connect_error");
  a.note(`active ${a.socket.active}, connected ${a.socket.connected}, id ${a.socket.id}`);
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  await b.ask("echo", 1);
});

behaviour("a name without a slash is one with a slash", "talk", async (stage) => {
  await stage.connect("a", "/chat");
  await stage.heard("connection");
});

behaviour("a slash at the end makes another namespace", "talk", async (stage) => {
  await stage.connect("a", "/news");
  const b = await stage.connect("b", "/news/");
  await stage.heard("connection", 2);
  await stage.scene("an event for one of them");
  await stage.do("emit", "/news/", "told", 1);
  await b.got("told");
  await stage.do("sockets", "/news");
  await stage.do("sockets", "/news/");
});

behaviour("a query behind a namespace is no part of its name", "talk", async (stage) => {
  await stage.connect("a", "/news?x=1");
  await stage.heard("connection");
});

behaviour("a client that comes back is somebody else", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.scene("again");
  a.socket.connect();
  await a.got("connect");
  await stage.heard("connection");
});

behaviour("a client whose connection was cut comes back by itself", "talk", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 });
  await stage.scene("the connection is cut");
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  await stage.heard("disconnect");
  await a.ask("echo", "here again");
});

behaviour("a client that cannot reach the server tries again until it can", "talk", async (stage) => {
  const link = await stage.link();
  link.cut({ refuse: true });
  const a = stage.open("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 });
  await a.got("connect_error");
  link.mend();
  await a.got("connect");
  await a.ask("echo", 1);
});

behaviour("namespaces share a connection unless they are told not to", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  await stage.do("connections");
  const c = await stage.connect("c", "/news");
  await stage.do("connections");
  c.note(c.engine.id === a.engine.id ? "the same session" : "a session of its own");
});

behaviour("asking twice for a namespace gives the same socket", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.note(String(a.socket.io.socket("/") === a.socket));
  await a.fence();
  await stage.do("sockets", "/");
});

behaviour("a client that joins nothing in time is closed", "talk, impatient", async (stage) => {
  const a = stage.open("a", "/nowhere");
  const closed = new Promise((resolve) => a.socket.io.once("close", resolve));
  await a.got("connect_error");
  a.note(`closed: ${String(await closed)}`);
});

behaviour("a client that has joined something is not closed", "talk, impatient", async (stage) => {
  const a = await stage.connect("a", "/news");
  // Another client, that is closed, is the clock.
  const b = stage.open("b", "/nowhere");
  const closed = new Promise((resolve) => b.socket.io.once("close", resolve));
  await closed;
  await a.ask("echo", 1);
});

behaviour("what is emitted before the connection is sent after it, in order", "talk", async (stage) => {
  const a = stage.open("a");
  a.emit("echo", 1);
  a.emit("echo", 2);
  a.emit("echo", 3);
  await a.gotAll("echo", 3);
});

await play();
