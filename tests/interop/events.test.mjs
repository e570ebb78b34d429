import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, collect, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

overEachTransport(server, ({ connect, enter, way }) => {
  test("a typed event is handled and answered with an event", async () => {
    const socket = await enter("ada");
    socket.emit("note", "hello");
    assert.deepEqual(await next(socket, "noted"), ["hello"]);
  });

  test("text of any script and of any length arrives unchanged", async () => {
    const socket = await enter("ada");
    for (const text of ["", "Ærø 漢字 🎈 \u0000 \u001e \" \\", "é".repeat(300_000)]) {
      socket.emit("note", text);
      assert.deepEqual(await next(socket, "noted"), [text]);
    }
  });

  test("events keep their order", async () => {
    const socket = await enter("ada");
    const noted = collect(socket, "noted");
    const expected = Array.from({ length: 500 }, (_, i) => [`note ${i}`]);
    for (const [text] of expected) socket.emit("note", text);
    await ask(socket, "whoami");
    assert.deepEqual(noted, expected);
  });

  test("events that were emitted before the connection are delivered", async () => {
    const socket = await connect("/untyped");
    socket.disconnect();
    socket.emit("message", "early");
    socket.connect();
    assert.deepEqual(await next(socket, "message-back"), ["early"]);
  });

  test("a volatile event arrives in order or not at all", async () => {
    const socket = await enter("ada");
    const teased = collect(socket, "teased");
    await ask(socket, "tease", 50);
    const arrived = teased.map(([i]) => i);
    assert.deepEqual(arrived, [...new Set(arrived)].sort((a, b) => a - b));
    assert.ok(arrived.every((i) => i < 50));
  });

  if (way.name === "websocket") {
    test("a volatile event arrives when the connection is idle", async () => {
      const socket = await enter("ada");
      const teased = collect(socket, "teased");
      await ask(socket, "tease", 1);
      assert.deepEqual(teased, [[0]]);
    });
  }

  test("an unknown event is ignored and the connection lives", async () => {
    const socket = await enter("ada");
    socket.emit("no such event", 1, 2, 3);
    assert.equal((await ask(socket, "whoami")).user, "ada");
  });

  test("an untyped namespace receives and sends any arguments", async () => {
    const socket = await connect("/untyped", { auth: { token: "abc" } });
    socket.emit("message", 1, "two", { three: [null, true, 4.5] });
    assert.deepEqual(await next(socket, "message-back"), [1, "two", { three: [null, true, 4.5] }]);
  });

  test("an untyped namespace is told the handshake's auth object", async () => {
    const manager = await connect("/untyped", { auth: { token: "abc" } });
    manager.disconnect();
    manager.connect();
    assert.deepEqual(await next(manager, "auth"), [{ token: "abc" }]);
  });
});
