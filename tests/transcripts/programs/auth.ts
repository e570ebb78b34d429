// What clients present, and what those are told who may not come in.

import { behaviour, play } from "../harness/play.ts";

behaviour("an object is presented as it is", "doors", async (stage) => {
  await stage.connect("a", "/", { auth: { user: "ada", age: 36, roles: ["x", "y"], deep: { null: null, "ü": "😀" } } });
});

behaviour("nothing presented is an empty object", "doors", async (stage) => {
  await stage.connect("a", "/");
});

behaviour("a function is asked for each connection", "doors", async (stage) => {
  const link = await stage.link();
  let times = 0;
  const a = await stage.connect("a", "/", {
    through: link,
    reconnection: true,
    reconnectionDelay: 10,
    auth: (present) => {
      times += 1;
      present({ times });
    },
  });
  link.cut();
  await a.got("disconnect");
  await a.got("connect");
  await stage.heard("connection", 2);
});

behaviour("what is presented may come later", "doors", async (stage) => {
  const a = stage.open("a", "/", {
    auth: (present) => void Promise.resolve().then(() => present({ token: "later" })),
  });
  await a.got("connect");
});

for (const transport of ["websocket", "polling"]) {
  behaviour(`a refusal has a message, over ${transport}`, "doors", async (stage) => {
    const a = stage.open("a", "/door", { transports: [transport] });
    const [error] = await a.got("connect_error");
    a.note(`an error ${error instanceof Error}, with data ${"data" in (error as Error)}`);
    a.note(`active ${a.socket.active}, connected ${a.socket.connected}`);
  });
}

const DATA: [string, unknown][] = [
  ["an object", { code: 403, reasons: ["one", { two: 2 }] }],
  ["a text", "text"],
  ["a number", 7],
  ["a list", [1, "two", null]],
  ["false", false],
  ["null", null],
];
for (const [kind, data] of DATA) {
  behaviour(`connect_error has the data of the refusal: ${kind}`, "doors", async (stage) => {
    const a = stage.open("a", "/door", { auth: { message: "no", data } });
    const [error] = await a.got("connect_error");
    a.note(`data is ${JSON.stringify((error as { data?: unknown }).data)}`);
  });
}

behaviour("the message of a refusal can be any text", "doors", async (stage) => {
  const a = stage.open("a", "/door", { auth: { message: 'quo"te\n\\ ü 😀' } });
  await a.got("connect_error");
  const b = stage.open("b", "/door", { auth: { message: "" } });
  await b.got("connect_error");
});

behaviour("a client that was refused does not try again by itself", "doors", async (stage) => {
  const a = stage.open("a", "/door", { reconnection: true, reconnectionDelay: 1 });
  await a.got("connect_error");
  const b = stage.also(a, "b", "/open");
  await b.got("connect");
  await b.fence();
  await stage.heard("knock");
});

behaviour("a client that was refused may try again with something else", "doors", async (stage) => {
  const a = stage.open("a", "/door", { auth: { password: "wrong" } });
  await a.got("connect_error");
  a.socket.auth = { password: "open sesame" };
  a.socket.connect();
  await a.got("connect");
  await stage.heard("connection");
});

behaviour("the other namespaces of a refused client go on", "doors", async (stage) => {
  const a = await stage.connect("a", "/open");
  const b = stage.also(a, "b", "/door");
  await b.got("connect_error");
  a.emit("said", "still here");
  await stage.heard("said");
  await stage.do("sockets", "/door");
  await stage.do("sockets", "/open");
});

behaviour("what a refused client emits waits until it is admitted", "doors", async (stage) => {
  const a = stage.open("a", "/door");
  a.emit("said", 1);
  await a.got("connect_error");
  a.emit("said", 2);
  a.socket.auth = { password: "open sesame" };
  a.socket.connect();
  await a.got("connect");
  await stage.heard("said", 2);
});

behaviour("a refused client never connected, so it does not disconnect", "doors", async (stage) => {
  const a = stage.open("a", "/door");
  await a.got("connect_error");
  a.socket.disconnect();
  const b = await stage.connect("b", "/open");
  b.emit("said", "that is all");
  await stage.heard("said");
});

behaviour("two clients are admitted and refused each by itself", "doors", async (stage) => {
  const a = stage.open("a", "/door", { auth: { password: "open sesame" } });
  await a.got("connect");
  const b = stage.open("b", "/door", { auth: { password: "guess" } });
  await b.got("connect_error");
  await stage.do("sockets", "/door");
});

await play();
