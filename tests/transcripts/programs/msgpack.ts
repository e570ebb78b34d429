// Packets in another form: both sides use socket.io-msgpack-parser.

import parser from "socket.io-msgpack-parser";
import { behaviour, play } from "../harness/play.ts";

const options = { parser };

for (const transport of ["websocket", "polling"]) {
  behaviour(`a client joins and talks over ${transport}`, "talk, msgpack", async (stage) => {
    const a = await stage.connect("a", "/news", { ...options, transports: [transport] });
    a.emit("echo", 1, "two", { three: [true, null, 1.5] });
    await a.got("echo");
  });
}

behaviour("a client upgrades", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", { ...options, transports: ["polling", "websocket"] });
  await a.upgraded();
  await a.ask("echo", Buffer.from([1]));
});

behaviour("numbers keep their value", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  await a.ask("echo", 0, -1, 127, 128, 255, 256, -32, -33, 65536, -2147483648, 4294967296, 9007199254740991, 0.1, -1e300);
});

behaviour("texts keep their characters", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  await a.ask("echo", "", "ü", "😀", "x".repeat(31), "x".repeat(32), "\u0000");
});

behaviour("bytes are anywhere, and as many as you like", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  await a.ask("echo", { deep: [Buffer.from([1, 2, 3])] }, Buffer.alloc(0));
  const [back] = await a.ask("echo", Array.from({ length: 20 }, (_, index) => Buffer.from([index])));
  a.note(`${(back as unknown[]).length} attachments`);
});

behaviour("the server sends bytes", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  a.emit("mixture", 4);
  await a.gotAll("part", 4);
});

behaviour("the server is answered", "answers, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  a.socket.on("question", (value: unknown, acknowledge: (answer: unknown) => void) => acknowledge({ bytes: value }));
  a.emit("ask me", 10_000, Buffer.from([7]));
  await stage.heard("answered");
});

behaviour("everybody is asked", "answers, msgpack", async (stage) => {
  const all = [await stage.connect("a", "/", options), await stage.connect("b", "/", options)];
  for (const one of all) one.socket.on("question", (acknowledge: (name: string) => void) => acknowledge(one.name));
  await stage.do("everybody", 10_000);
});

behaviour("a refusal has its message and its data", "doors, msgpack", async (stage) => {
  const a = stage.open("a", "/door", { ...options, auth: { message: "no", data: { code: 403 } } });
  await a.got("connect_error");
});

behaviour("what is presented is an object", "doors, msgpack", async (stage) => {
  await stage.connect("a", "/", { ...options, auth: { user: "ada", age: 36 } });
  await stage.connect("b", "/", options);
});

behaviour("a namespace that does not exist is refused", "talk, msgpack", async (stage) => {
  const a = stage.open("a", "/nowhere", options);
  await a.got("connect_error");
});

behaviour("everybody hears a broadcast", "talk, msgpack", async (stage) => {
  const [a, b] = [await stage.connect("a", "/", options), await stage.connect("b", "/", options)];
  await stage.do("emit", "/", "told", { some: "thing" });
  await Promise.all([a.got("told"), b.got("told")]);
});

behaviour("the ends have the same reasons", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  b.emit("leave");
  await b.got("disconnect");
  await stage.heard("disconnect");
  a.socket.disconnect();
  await a.got("disconnect");
  await stage.heard("disconnect");
});

behaviour("a client that speaks the default form is closed", "talk, msgpack", async (stage) => {
  const a = stage.open("a");
  const closed = new Promise((resolve) => a.socket.io.once("close", resolve));
  a.note(String(await closed));
});

behaviour("bytes that are no packet close the connection", "talk, msgpack", async (stage) => {
  const a = await stage.connect("a", "/", options);
  await a.fence();
  a.engine.write(Buffer.from([0xc1, 0xff]));
  await a.got("disconnect");
  await stage.heard("disconnect");
});

await play();
