import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

overEachTransport(server, ({ enter }) => {
  test("fast events do not overtake a slow one, nor keep its answer from it", async () => {
    const socket = await enter("ada");
    socket.emit("record_when_answered", "slow");
    const [, answer] = await next(socket, "question");
    // The slow handler is under way: it waits for the answer that comes behind all these.
    const fast = Array.from({ length: 500 }, (_, i) => `fast ${i}`);
    for (const entry of fast) socket.emit("record", entry);
    answer("go on");
    assert.deepEqual(await ask(socket, "records"), ["slow", ...fast]);
  });

  test("a slow handler of one client does not hold up another", async () => {
    const [slow, other] = await Promise.all([enter("ada"), enter("grace")]);
    slow.emit("record_when_answered", "slow");
    const [, answer] = await next(slow, "question");
    assert.deepEqual(await ask(other, "divide", 8, 2), { ok: true, data: 4 });
    answer("go on");
    assert.deepEqual(await ask(slow, "records"), ["slow"]);
  });

  test("a panic without an acknowledgement leaves the socket usable", async () => {
    const socket = await enter("ada");
    socket.emit("explode");
    assert.deepEqual(await ask(socket, "divide", 8, 2), { ok: true, data: 4 });
  });
});
