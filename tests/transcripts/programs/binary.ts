// Bytes in events and acknowledgements, in both directions.

import { behaviour, play } from "../harness/play.ts";

for (const transport of ["websocket", "polling"]) {
  behaviour(`bytes come to the server and back, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", { transports: [transport] });
    a.emit("echo", Buffer.from([0, 1, 2, 0xff]));
    await a.got("echo");
  });
}

behaviour("bytes come back in an acknowledgement", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("echo", Buffer.from("text"), "text");
});

behaviour("bytes are anywhere in the arguments", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("echo", { files: [{ name: "one", data: Buffer.from([1]) }, { name: "two", data: Buffer.from([2]) }] }, 3);
});

behaviour("no bytes at all are bytes", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("echo", Buffer.alloc(0));
  await a.ask("what is it", Buffer.alloc(0));
});

behaviour("views and buffers are bytes", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("what is it", new Uint8Array([1, 2, 3]));
  await a.ask("what is it", new Uint8Array([1, 2, 3, 4]).buffer);
  await a.ask("what is it", Buffer.from([1]));
  await a.ask("what is it", [1, 2, 3]);
});

behaviour("ten attachments are as many as there may be", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("echo", ...Array.from({ length: 10 }, (_, index) => Buffer.from([index])));
  a.emit("attachments", 10);
  await a.got("attachments");
});

behaviour("more than ten attachments end the connection", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("echo", ...Array.from({ length: 11 }, (_, index) => Buffer.from([index])));
  await a.got("disconnect");
  await stage.heard("disconnect");
});

behaviour("many bytes come whole", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("bytes", 500_000);
  await a.got("bytes");
  await a.ask("what is it", Buffer.alloc(500_000));
});

behaviour("many bytes come whole over polling", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling"] });
  a.emit("bytes", 300_000);
  await a.got("bytes");
  await a.ask("what is it", Buffer.alloc(300_000));
});

behaviour("text and bytes keep their order from the server", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("mixture", 6);
  await a.gotAll("part", 6);
});

behaviour("text and bytes keep their order to the server", "talk", async (stage) => {
  const a = await stage.connect("a");
  for (let number = 0; number < 6; number += 1) a.emit("part", number % 2 === 0 ? number : Buffer.from([number]));
});

behaviour("everybody gets the bytes", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b", "/", { transports: ["polling"] });
  a.emit("everybody", "file", Buffer.from([1, 2, 3]), { again: Buffer.from([4]) });
  await a.got("file");
  await b.got("file");
});

behaviour("the server is answered with bytes", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: (answer: unknown) => void) => acknowledge({ bytes: Buffer.from([9]) }));
  a.emit("ask me", 10_000);
  await stage.heard("answered");
});

behaviour("the server asks with bytes", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (bytes: Buffer, acknowledge: (answer: number) => void) => acknowledge(bytes.length));
  a.emit("ask me", 10_000, Buffer.from([1, 2, 3]));
  await stage.heard("answered");
});

behaviour("an object that looks like a placeholder is an object", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("echo", { _placeholder: true, num: 0 });
});

await play();
