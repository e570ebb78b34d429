import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, acknowledged, collect, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

/** `length` bytes that differ from their neighbours, so that a shift or a swap shows. */
const bytes = (length, seed = 0) => Buffer.from(Array.from({ length }, (_, i) => (i * 31 + seed) & 0xff));

const reversed = (buffer) => Buffer.from(buffer).reverse();

const file = (lengths) => ({
  name: "drawing",
  content: bytes(lengths[0] ?? 0),
  parts: lengths.slice(1).map((length, i) => bytes(length, i)),
});

overEachTransport(server, ({ connect, enter }) => {
  test("nested binary travels both ways in an acknowledged event", async () => {
    const socket = await enter("ada");
    const sent = file([5, 0, 1, 126, 65_536]);
    const receipt = await ask(socket, "upload", sent);
    assert.deepEqual(receipt.sizes, [5, 0, 1, 126, 65_536]);
    assert.deepEqual(receipt.reversed, [sent.content, ...sent.parts].map(reversed));
  });

  test("nested binary travels both ways in events", async () => {
    const socket = await enter("ada");
    const sent = file([100_000, 3]);
    socket.emit("file:send", sent);
    assert.deepEqual(await next(socket, "file"), [sent]);
  });

  test("binary and text events keep their order", async () => {
    const socket = await enter("ada");
    const seen = [];
    socket.on("noted", (text) => seen.push(text));
    socket.on("file", ({ content }) => seen.push(content.toString("utf8")));
    for (let i = 0; i < 60; i += 1) {
      const label = `message ${i}`;
      if (i % 3 === 0) socket.emit("file:send", { name: "", content: Buffer.from(label), parts: [] });
      else socket.emit("note", label);
    }
    await ask(socket, "whoami");
    assert.deepEqual(seen, Array.from({ length: 60 }, (_, i) => `message ${i}`));
  });

  test("ten attachments are the most that a packet carries", async () => {
    const socket = await enter("ada");
    const sent = file(Array.from({ length: 10 }, (_, i) => i + 1));
    const receipt = await ask(socket, "upload", sent);
    assert.deepEqual(receipt.sizes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    socket.emit("upload", file(Array.from({ length: 11 }, () => 1)));
    const [reason] = await next(socket, "disconnect");
    assert.match(reason, /^transport (close|error)$/);
  });

  test("an answer with binary reaches the handler that asked", async () => {
    const socket = await enter("ada");
    socket.on("sketch", (size, answer) => answer({ name: "sketch", content: bytes(size), parts: [] }));
    assert.deepEqual(await ask(socket, "commission", 1_000), { ok: true, data: bytes(1_000) });
  });

  test("a broadcast with binary reaches every member", async () => {
    const members = await Promise.all(["ada", "grace", "mary"].map((user) => enter(user)));
    const room = `gallery ${members[0].id}`;
    await Promise.all(members.map((socket) => acknowledged(socket, "join", room)));
    const shown = members.map((socket) => collect(socket, "file"));
    const sent = file([70_000, 2, 3]);
    await acknowledged(members[0], "exhibit", room, sent);
    await Promise.all(members.map((socket) => ask(socket, "whoami")));
    assert.deepEqual(shown, [[[sent]], [[sent]], [[sent]]]);
  });

  test("untyped binary comes back in an event and in an acknowledgement", async () => {
    const socket = await connect("/untyped");
    const args = [bytes(4), { deep: [bytes(5), "text", bytes(0)] }];
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
    socket.emit("message", ...args);
    assert.deepEqual(await next(socket, "message-back"), args);
  });
});
