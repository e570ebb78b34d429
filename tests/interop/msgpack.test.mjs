// The official client with the official parser for msgpack, on every transport.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import parser from "socket.io-msgpack-parser";
import {
  acknowledged,
  admitted,
  ask,
  clients,
  collect,
  next,
  overEachTransport,
  startServer,
  within,
} from "./harness.mjs";

const server = { ...(await startServer("--msgpack")), options: { parser } };

/** `length` bytes that differ from their neighbours, so that a shift or a swap shows. */
const bytes = (length) => Buffer.from(Array.from({ length }, (_, i) => (i * 31) & 0xff));

overEachTransport(server, ({ connect, enter, open }) => {
  /** What comes back of `args`. */
  const returned = async (...args) => acknowledged(await connect("/untyped"), "message-with-ack", ...args);

  test("values come back as they were sent", async () => {
    const args = [null, true, false, "", "Ærø 漢字 🎈 \u0000 \u001e \" \\", "é".repeat(100_000), [], {}];
    assert.deepEqual(await returned(...args), args);
    const deep = { a: [{ b: [[], {}, ["x"]] }], "": 1, é: { 0: "zero" } };
    assert.deepEqual(await returned(deep), [deep]);
    const list = Array.from({ length: 70_000 }, (_, i) => i);
    const table = Object.fromEntries(list.slice(0, 300).map((i) => [`key ${i}`, i]));
    assert.deepEqual(await returned(list, table), [list, table]);
  });

  test("numbers come back as they were sent", async () => {
    const powers = [5, 7, 8, 15, 16, 31, 32, 33, 52].map((bits) => 2 ** bits);
    const integers = powers.flatMap((power) => [power - 1, power, power + 1]);
    const extremes = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    const numbers = [0, ...integers, ...integers.map((integer) => -integer), ...extremes];
    assert.deepEqual(await returned(...numbers), numbers);
    const fractions = [0.5, -0.25, 1 / 3, 1e-7, 123_456.789, Number.MIN_VALUE];
    assert.deepEqual(await returned(...fractions), fractions);
    assert.deepEqual(await returned(NaN, Infinity, -Infinity), [null, null, null]);
  });

  test("what JSON does not have is what JSON makes of it", async () => {
    const date = new Date("2026-11-21T13:45:00.123Z");
    const json = [null, { b: 1 }, date.toJSON()];
    assert.deepEqual(await returned(undefined, { a: undefined, b: 1 }, date), json);
    const args = [new Uint8Array([1, 2, 3]), bytes(4).buffer.slice(0, 0), new Uint16Array([0x0201])];
    const buffers = [Buffer.from([1, 2, 3]), Buffer.alloc(0), Buffer.from([1, 2])];
    assert.deepEqual(await returned(...args), buffers);
  });

  test("untyped binary comes back in an event and in an acknowledgement", async () => {
    const socket = await connect("/untyped");
    const args = [bytes(4), { deep: [bytes(300), "text", bytes(0)] }, bytes(70_000)];
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
    socket.emit("message", ...args);
    assert.deepEqual(await next(socket, "message-back"), args);
  });

  test("a client presents itself", async () => {
    const socket = open("/untyped", { auth: { token: "abc" } });
    assert.deepEqual(await next(socket, "auth"), [{ token: "abc" }]);
    assert.match(socket.id, /^[\w-]{20}$/);
  });

  test("a refusal comes with its data", async () => {
    const auth = { ...admitted("eve"), password: "please" };
    const [error] = await next(open("/lab", { auth }), "connect_error");
    assert.deepEqual(error.data, { code: "wrongPassword", user: "eve" });
    const [unknown] = await next(open("/zzz"), "connect_error");
    assert.equal(unknown.message, "Invalid namespace");
  });

  test("typed events, answers and errors are the same as with the default parser", async () => {
    const socket = await enter("ada");
    const shape = { kind: "circle", radius: 2 };
    const sample = { title: "Ærø", tags: ["a"], rating: null, shape, scores: { ada: 3 } };
    assert.deepEqual(await acknowledged(socket, "echo", sample), [sample]);
    assert.deepEqual(await acknowledged(socket, "divide", 12, 4), [{ ok: true, data: 3 }]);
    const [reply] = await acknowledged(socket, "divide", 12);
    assert.equal(reply.error.code, "wigwag.invalid_payload");
    const file = { name: "drawing", content: bytes(5), parts: [bytes(0), bytes(300)] };
    socket.emit("file:send", file);
    assert.deepEqual(await next(socket, "file"), [file]);
  });

  test("the server asks its client and others", async () => {
    const members = await Promise.all(["ada", "grace"].map((user) => enter(user)));
    const room = `circle ${members[0].id}`;
    await Promise.all(members.map((socket) => acknowledged(socket, "join", room)));
    for (const socket of members) socket.on("question", (text, answer) => answer(`${text} Yes.`));
    const answer = await ask(members[0], "interview", members[0].id, "Well?", 10_000);
    assert.deepEqual(answer, { ok: true, data: "Well? Yes." });
    members[1].on("sketch", (size, answer) => answer({ name: "sketch", content: bytes(size), parts: [] }));
    assert.deepEqual(await ask(members[1], "commission", 1_000), { ok: true, data: bytes(1_000) });
    const shown = members.map((socket) => collect(socket, "file"));
    const file = { name: "drawing", content: bytes(70_000), parts: [bytes(2)] };
    await acknowledged(members[0], "exhibit", room, file);
    await Promise.all(members.map((socket) => ask(socket, "whoami")));
    assert.deepEqual(shown, [[[file]], [[file]]]);
  });

  test("events keep their order", async () => {
    const socket = await enter("ada");
    for (let number = 0; number < 200; number += 1) {
      socket.emit("count", { number, ballast: number % 3 === 0 ? bytes(number) : null });
    }
    assert.deepEqual(await ask(socket, "tally"), { counted: 200, inOrder: true });
  });

  test("namespaces are left and joined again", async () => {
    const socket = await enter("ada");
    const { id } = socket;
    socket.disconnect();
    socket.connect();
    await next(socket, "connect");
    assert.notEqual(socket.id, id);
    socket.emit("goodbye");
    assert.equal((await next(socket, "disconnect"))[0], "io server disconnect");
  });
});

describe("what does not fit", () => {
  const { connect, open } = clients(server, { transports: ["websocket"] });

  test("eleven attachments close the connection, as with the default parser", async () => {
    const socket = await connect("/untyped");
    const ten = Array.from({ length: 10 }, () => bytes(1));
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...ten), ten);
    socket.emit("message", ...ten, bytes(1));
    assert.equal((await next(socket, "disconnect"))[0], "transport close");
  });

  test("a client with the default parser is disconnected", async () => {
    const socket = open("/untyped", { parser: undefined });
    await within("the end of the connection", (resolve) => socket.io.once("close", resolve));
    assert.equal(socket.connected, false);
  });
});
