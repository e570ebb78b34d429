// Namespaces that come to be when somebody asks for them.

import { behaviour, play } from "../harness/play.ts";

behaviour("a namespace comes to be when its name matches", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await a.got("hello");
});

behaviour("a name that does not match is refused", "families", async (stage) => {
  const a = stage.open("a", "/dyn-x");
  await a.got("connect_error");
});

behaviour("two clients are in the same child when they ask for the same name", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-7");
  a.emit("tell", "told");
});

behaviour("clients of different children do not hear each other", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  a.emit("tell", "told");
});

behaviour("two clients that ask at once make one child", "families", async (stage) => {
  const a = stage.open("a", "/dyn-7");
  const b = stage.open("b", "/dyn-7");
  await Promise.all([a.got("connect"), b.got("connect")]);
  await stage.scene("they are together");
  a.emit("tell", "told");
  await stage.do("sockets", "/dyn-7");
});

behaviour("two clients that ask at once make one child, when its name needs a decision", "families", async (stage) => {
  const clients = ["a", "b"].map((name) => stage.open(name, "/slow-1"));
  await Promise.all(clients.map((client) => client.got("connect")));
  await stage.scene("they are together");
  clients[0]?.emit("tell", "told");
  await stage.do("sockets", "/slow-1");
});

behaviour("a name that the program refuses after a moment is refused", "families", async (stage) => {
  const a = stage.open("a", "/slow-no");
  await a.got("connect_error");
  await stage.do("exists", "/slow-no");
});

behaviour("a namespace that is there already is preferred", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-1-static");
  await a.got("hello");
});

behaviour("the first family that takes a name has it", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-1");
  await a.got("hello");
});

behaviour("a program decides by name and auth", "families", async (stage) => {
  const a = await stage.connect("a", "/secret-x", { auth: { word: "x" } });
  await a.got("hello");
  const b = stage.open("b", "/secret-y", { auth: { word: "x" } });
  await b.got("connect_error");
});

behaviour("once it is there, everybody may come", "families", async (stage) => {
  await stage.connect("a", "/secret-x", { auth: { word: "x" } });
  await stage.connect("b", "/secret-x", { auth: { word: "guess" } });
});

behaviour("a decision that fails is a refusal", "families", async (stage) => {
  const a = stage.open("a", "/secret-x", { auth: { word: "x", fails: true } });
  await a.got("connect_error");
  await stage.do("exists", "/secret-x");
});

behaviour("a child has the middlewares of its family", "families", async (stage) => {
  await stage.connect("a", "/dyn-7");
  const b = stage.open("b", "/dyn-7", { auth: { refuse: true } });
  await b.got("connect_error");
});

behaviour("what is said to the family is heard by all of its children", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  await stage.connect("c", "/secret-x", { auth: { word: "x" } });
  await a.got("hello");
  await stage.scene("the family");
  await stage.do("tell the family", "told");
});

behaviour("what is said to one child is heard there", "families", async (stage) => {
  await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  await stage.scene("one child");
  await stage.do("tell a child", "/dyn-8", "told");
});

behaviour("the family joins a room", "families", async (stage) => {
  await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  await stage.scene("the room");
  await stage.do("join all", "one");
  await stage.do("tell the family's room", "one", "told");
});

behaviour("the sockets of a family are found", "families", async (stage) => {
  await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  await stage.do("fetch all");
});

behaviour("a child without anybody is forgotten", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await stage.connect("b", "/dyn-8");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.connect("c", "/dyn-8");
  await stage.do("exists", "/dyn-7");
  await stage.do("exists", "/dyn-8");
});

behaviour("a child that was forgotten comes to be again", "families", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await a.got("hello");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.connect("b", "/dyn-8");
  await stage.connect("c", "/dyn-7");
});

behaviour("a child whose first client was refused is forgotten", "families", async (stage) => {
  const a = stage.open("a", "/dyn-7", { auth: { refuse: true } });
  await a.got("connect_error");
  await stage.connect("b", "/dyn-8");
  await stage.do("exists", "/dyn-7");
});

behaviour("a child without anybody is kept when the program wants that", "families, kept", async (stage) => {
  const a = await stage.connect("a", "/dyn-7");
  await a.got("hello");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.connect("b", "/dyn-8");
  await stage.do("exists", "/dyn-7");
});

await play();
