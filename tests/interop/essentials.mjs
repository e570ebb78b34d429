// What must work with every official client, over each transport, and through whatever stands between.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startGate } from "./gate.mjs";
import { acknowledged, admitted, collect, connected, next } from "./harness.mjs";

/** The largest message that the server takes, in bytes. */
export const MAX_PAYLOAD = 1_000_000;

/** What has several arguments, every kind of JSON, and several scripts. */
const ARGUMENTS = [1, "Ærø 漢字 🎈 \u0000\u001e\"\\", { deep: [null, { "naïve key": [1.5, true, ""] }] }, []];

/** What has attachments at several depths, one of them empty. */
const WITH_BINARY = [
  Buffer.from([0, 1, 2, 255]),
  { deep: [Buffer.alloc(70_000, 7), "text", { deeper: Buffer.alloc(0) }] },
];

/** Defines the tests. The parameter is what `clients` gives. */
export function essentials({ open, connect, enter, server, way, library }) {
  test("the client is admitted with what it presents, and knows its id", async () => {
    const socket = await connect("/lab", { auth: (present) => present(admitted("ada")) });
    assert.deepEqual(await acknowledged(socket, "whoami"), [{ user: "ada", socket: socket.id }]);
  });

  test("a refused client comes back with a better password", async () => {
    const socket = open("/lab", { auth: { user: "eve", password: "guess" } });
    const [error] = await next(socket, "connect_error");
    assert.deepEqual(error.data, { code: "wrongPassword", user: "eve" });
    assert.equal(socket.connected, false);

    socket.auth = admitted("eve");
    socket.connect();
    await connected(socket);
  });

  test("an event carries all its arguments both ways", async () => {
    const socket = await connect("/untyped");
    socket.emit("message", ...ARGUMENTS);
    assert.deepEqual(await next(socket, "message-back"), ARGUMENTS);
  });

  test("an acknowledgement carries all its arguments", async () => {
    const socket = await connect("/untyped");
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...ARGUMENTS), ARGUMENTS);
  });

  test("the server asks and the client acknowledges", async () => {
    const socket = await enter("ada");
    socket.on("question", (text, answer) => answer(`${text} Yes.`));
    assert.deepEqual(await acknowledged(socket, "interview", socket.id, "Well?", 10_000), [
      { ok: true, data: "Well? Yes." },
    ]);
  });

  for (const forceBase64 of [false, true]) {
    test(`nested binary travels both ways${forceBase64 ? " as base64" : ""}`, async () => {
      const socket = await connect("/untyped", { forceBase64 });
      socket.emit("message", ...WITH_BINARY);
      assert.deepEqual(await next(socket, "message-back"), WITH_BINARY);
      assert.deepEqual(await acknowledged(socket, "message-with-ack", ...WITH_BINARY), WITH_BINARY);
    });
  }

  test("text and binary events keep their order", async () => {
    const socket = await connect("/untyped");
    const returned = collect(socket, "message-back");
    const sent = Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? Buffer.from([i]) : i]);
    for (const args of sent) socket.emit("message", ...args);
    await acknowledged(socket, "message-with-ack");
    assert.deepEqual(returned, sent);
  });

  test("namespaces share a connection, and an unknown one is refused", async (context) => {
    const manager = new library.Manager(server.url, { transports: way.transports, reconnection: false });
    context.after(() => manager._close());
    const lab = manager.socket("/lab", { auth: admitted("ada") });
    const annex = manager.socket("/annex");
    const stranger = manager.socket("/nowhere");
    const [[error]] = await Promise.all([next(stranger, "connect_error"), connected(lab), connected(annex)]);
    assert.equal(error.message, "Invalid namespace");
    assert.notEqual(lab.id, annex.id);

    lab.disconnect();
    assert.deepEqual(await acknowledged(annex, "shout", "still here"), ["STILL HERE"]);
  });

  test("the server puts the client out, and takes it back", async () => {
    const socket = await enter("ada", { reconnection: true, reconnectionDelay: 1 });
    socket.emit("goodbye");
    const [reason] = await next(socket, "disconnect");
    assert.equal(reason, "io server disconnect");

    socket.connect();
    await connected(socket);
  });

  test("the client leaves, and the server knows", async () => {
    const [watcher, socket] = await Promise.all([enter("watcher"), enter("ada")]);
    await acknowledged(watcher, "join", "watchers");
    const left = next(watcher, "left");
    const [[reason]] = await Promise.all([next(socket, "disconnect"), socket.disconnect()]);
    assert.equal(reason, "io client disconnect");
    assert.deepEqual(await left, ["ada", "client namespace disconnect"]);
  });

  test("the connection breaks, and the client comes back with what it had to say", async (context) => {
    const gate = await startGate(server.port);
    context.after(() => gate.close());
    gate.open();
    const again = { reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 20 };
    const socket = await connect("/untyped", { url: gate.url, ...again });
    const first = socket.id;

    const lost = next(socket, "disconnect");
    gate.cut();
    assert.match((await lost)[0], /^transport (close|error)$/);
    socket.emit("message", "meanwhile");
    gate.mend();
    assert.deepEqual(await next(socket, "message-back"), ["meanwhile"]);
    assert.notEqual(socket.id, first);
  });

  test("the largest message passes, and a larger one ends the connection", async () => {
    const socket = await connect("/untyped");
    const room = MAX_PAYLOAD - '42/untyped,["message",""]'.length;
    socket.emit("message", "x".repeat(room));
    const [back] = await next(socket, "message-back");
    assert.equal(back.length, room);

    socket.emit("message", "x".repeat(room + 1));
    const [reason] = await next(socket, "disconnect");
    assert.match(reason, /^transport (close|error)$/);
  });

  test("the server sees the client's headers and query", async () => {
    const socket = await connect("/mirror", {
      extraHeaders: { "X-Token": "open sesame" },
      query: { room: "Ærø & sons", seat: 7 },
    });
    const [{ url, headers }] = await acknowledged(socket, "handshake");
    const query = new URLSearchParams(url.split("?")[1]);
    assert.equal(headers["x-token"], "open sesame");
    assert.equal(query.get("room"), "Ærø & sons");
    assert.equal(query.get("seat"), "7");
    assert.equal(query.get("transport"), way.transports[0]);
  });

  test("a volatile event is not kept for a connection to come", async () => {
    const socket = open("/untyped");
    const returned = collect(socket, "message-back");
    socket.volatile.emit("message", "lost");
    socket.emit("message", "kept");
    await connected(socket);
    await acknowledged(socket, "message-with-ack");
    assert.deepEqual(returned, [["kept"]]);
  });
}
