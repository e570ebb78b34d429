// What events carry, in both directions.

import { behaviour, play } from "../harness/play.ts";

const VALUES: [string, unknown[]][] = [
  ["no arguments", []],
  ["several arguments", [1, "two", true, null]],
  ["texts of many alphabets", ["ü", "日本語", "😀", "עברית", "\u2028\u2029", "\u0000\u001f", '"\\/\n']],
  ["nested values", [{ a: { b: [{ c: [[], {}] }] } }]],
  ["numbers", [0, -1, 1.5, 1e21, 5e-324, 9007199254740991, -0.1]],
  ["what is empty", ["", [], {}]],
  ["keys that programs stumble over", [{ constructor: 1, length: 2, toString: 3, "": 4 }]],
];
for (const [kind, values] of VALUES) {
  behaviour(`an event carries ${kind} to the server and back`, "talk", async (stage) => {
    const a = await stage.connect("a");
    a.emit("echo", ...values);
    await a.got("echo");
  });
}

behaviour("what JSON has no word for is null", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("echo", undefined, Number.NaN, [undefined, () => {}], { gone: undefined });
  await a.got("echo");
});

behaviour("a date is its text", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("echo", new Date(0));
  await a.got("echo");
});

behaviour("what has a JSON form of its own is sent in that form", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("echo", { toJSON: () => ({ own: "form" }) });
  await a.got("echo");
});

behaviour("half of a character comes back as it was sent", "talk", async (stage) => {
  const a = await stage.connect("a");
  // The server's journal is JSON, which reads it in another way: the text goes through an acknowledgement only.
  const [back] = await a.ask("relay", "\ud83d");
  a.note(`code unit ${(back as string).charCodeAt(0).toString(16)}`);
});

behaviour("a key named __proto__ is a key", "talk", async (stage) => {
  const a = await stage.connect("a");
  const [back] = await a.ask("relay", JSON.parse('{"__proto__": {"polluted": true}}'));
  a.note(`${JSON.stringify(back)}, polluted: ${String(({} as { polluted?: unknown }).polluted)}`);
});

const NAMES = ["connection", "error", "message", "ping", "pong", "reconnect", "__proto__", "constructor", "", " ", "ü 😀", "a:b/c", "5"];
for (const name of NAMES) {
  behaviour(`an event may be called ${JSON.stringify(name)}, in both directions`, "talk", async (stage) => {
    const a = await stage.connect("a");
    a.emit(name, "up");
    a.emit("say", name, "down");
    await a.got(name);
  });
}

behaviour("an event may be called by a number", "talk", async (stage) => {
  const a = await stage.connect("a");
  (a.socket as unknown as { emit(event: number, ...args: unknown[]): void }).emit(42, "up");
  await stage.heard("event");
});

behaviour("send is the event message, in both directions", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.socket.send("up", 1);
  await stage.heard("event");
  await stage.do("send", "/", "down", 2);
  await a.got("message");
});

behaviour("an event that nobody handles is ignored, with or without an acknowledgement", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("unheard", 1);
  a.emit("unheard", 2, () => a.note("acknowledged"));
  await a.ask("echo", 3);
});

behaviour("a long text comes whole", "talk", async (stage) => {
  const a = await stage.connect("a");
  const [back] = await a.ask("relay", "ü".repeat(200_000));
  a.note(`${(back as string).length} characters`);
});

behaviour("a long text comes whole over polling", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling"] });
  const [back] = await a.ask("relay", "ü".repeat(200_000));
  a.note(`${(back as string).length} characters`);
});

behaviour("a deep value comes whole", "talk", async (stage) => {
  const a = await stage.connect("a");
  let deep: unknown = "bottom";
  for (let level = 0; level < 100; level += 1) deep = [deep];
  let [back] = await a.ask("relay", deep);
  let levels = 0;
  while (Array.isArray(back)) {
    levels += 1;
    [back] = back;
  }
  a.note(`${levels} levels down: ${String(back)}`);
});

behaviour("what is emitted while the connection is away is sent when it is back", "talk", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link, reconnection: true, reconnectionDelay: 10 });
  link.cut();
  await a.got("disconnect");
  a.emit("echo", "kept");
  await a.got("echo");
});

behaviour("the server's events for somebody who is away are lost", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.socket.disconnect();
  await stage.heard("disconnect");
  await stage.do("emit", "/", "told", "lost");
  a.socket.connect();
  await a.got("connect");
  await stage.do("emit", "/", "told", "heard");
  await a.got("told");
});

await play();
