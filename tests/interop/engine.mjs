// What must work with every official engine.io-client, over each transport, and through whatever stands
// between: the server sends every message back.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { MAX_PAYLOAD } from "./essentials.mjs";
import { next, within } from "./harness.mjs";

/** Makes clients of one library that connect to `url` in one way and are closed after each test. */
export function engineClients(url, way, library) {
  const opened = [];
  afterEach(() => {
    for (const socket of opened.splice(0)) socket.close();
  });

  /** A connected client. */
  const connect = async (options = {}) => {
    const socket = library.open(url, { transports: way.transports, ...options });
    opened.push(socket);
    await within("the connection", (resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    if (way.settled) await within("the upgrade", (resolve) => socket.once("upgrade", resolve));
    return socket;
  };
  return { connect, way };
}

/** Defines the tests. The parameter is what `engineClients` gives. */
export function engineEssentials({ connect }) {
  test("text comes back unchanged and in order", async () => {
    const socket = await connect();
    const sent = ["Ærø 漢字 🎈 \u0000", ...Array.from({ length: 200 }, (_, i) => `message ${i}`)];
    assert.deepEqual(await echoed(socket, sent), sent);
  });

  for (const forceBase64 of [false, true]) {
    test(`binary comes back among text${forceBase64 ? " as base64" : ""}`, async () => {
      const socket = await connect({ forceBase64 });
      const sent = ["before", Buffer.from([0, 1, 2, 255]), "between", Buffer.alloc(0), Buffer.alloc(70_000, 7)];
      assert.deepEqual(await echoed(socket, sent), sent);
    });
  }

  test("the largest message passes, and a larger one ends the connection", async () => {
    const socket = await connect();
    const largest = "x".repeat(MAX_PAYLOAD - 1);
    assert.deepEqual(await echoed(socket, [largest]), [largest]);
    socket.send(`${largest}x`);
    const [reason] = await next(socket, "close");
    assert.match(reason, /^transport (close|error)$/);
  });

  test("the server ends the session", async () => {
    const socket = await connect();
    socket.send("goodbye");
    assert.equal((await next(socket, "close"))[0], "transport close");
  });

  test("the client ends the session", async () => {
    const socket = await connect();
    const closed = next(socket, "close");
    socket.close();
    assert.equal((await closed)[0], "forced close");
  });
}

/** Sends the messages and gives as many that came. */
export function echoed(socket, messages) {
  return within("the echo", (resolve) => {
    const returned = [];
    const read = (data) => {
      returned.push(data);
      if (returned.length < messages.length) return;
      socket.off("message", read);
      resolve(returned);
    };
    socket.on("message", read);
    for (const message of messages) socket.send(message);
  });
}
