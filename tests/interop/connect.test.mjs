import assert from "node:assert/strict";
import { test } from "node:test";
import { Manager } from "socket.io-client";
import { admitted, ask, connected, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

overEachTransport(server, ({ open, connect, enter, way }) => {
  test("the handshake's auth object reaches the handler", async () => {
    const socket = await enter("ada");
    const me = await ask(socket, "whoami");
    assert.deepEqual(me, { user: "ada", socket: socket.id });
  });

  test("an auth function is asked for each attempt", async () => {
    let attempts = 0;
    const auth = (present) => present(admitted(`ada ${++attempts}`));
    const socket = await connect("/lab", { auth });
    assert.equal((await ask(socket, "whoami")).user, "ada 1");
    socket.disconnect().connect();
    await connected(socket);
    assert.equal((await ask(socket, "whoami")).user, "ada 2");
  });

  test("a refusal carries its data and leaves the connection open", async () => {
    const socket = open("/lab", { auth: { user: "eve", password: "guess" } });
    const [error] = await next(socket, "connect_error");
    assert.deepEqual(error.data, { code: "wrongPassword", user: "eve" });
    assert.equal(socket.connected, false);

    socket.auth = admitted("eve");
    socket.connect();
    await connected(socket);
    assert.equal((await ask(socket, "whoami")).user, "eve");
  });

  test("a handshake of the wrong shape is refused", async () => {
    const socket = open("/lab", { auth: { user: 7 } });
    const [error] = await next(socket, "connect_error");
    assert.equal(error.data.code, "wigwag.invalid_payload");
    assert.match(error.data.path, /user|password/);
  });

  test("an unknown namespace is refused as the reference refuses it", async () => {
    const [error] = await next(open("/nowhere"), "connect_error");
    assert.equal(error.message, "Invalid namespace");
    assert.equal(error.data, undefined);
  });

  test("namespaces share one connection and have their own ids", async () => {
    const manager = new Manager(server.url, { transports: way.transports, reconnection: false });
    const lab = manager.socket("/lab", { auth: admitted("ada") });
    const annex = manager.socket("/annex");
    const stranger = manager.socket("/nowhere");
    try {
      await Promise.all([connected(lab), connected(annex), next(stranger, "connect_error")]);
      assert.notEqual(lab.id, annex.id);
      assert.equal((await ask(lab, "whoami")).socket, lab.id);
      assert.equal(await ask(annex, "shout", "hello"), "HELLO");

      lab.disconnect();
      assert.equal(await ask(annex, "shout", "still here"), "STILL HERE");
    } finally {
      manager._close();
    }
  });

  test("socket ids are public ids, not the session's", async () => {
    const socket = await enter("ada");
    assert.match(socket.id, /^[\w-]{20}$/);
    assert.notEqual(socket.id, socket.io.engine.id);
  });
});
