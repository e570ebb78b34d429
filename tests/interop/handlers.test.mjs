import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

overEachTransport(server, ({ enter }) => {
  test("a fast event does not overtake a slow one", async () => {
    const socket = await enter("ada");
    socket.emit("record_when_answered", "slow");
    const [, answer] = await next(socket, "question");
    // The slow handler is under way: it waits for this client's answer.
    for (let i = 0; i < 10; i += 1) socket.emit("record", `fast ${i}`);
    answer("go on");
    assert.deepEqual(await ask(socket, "records"), [
      "slow",
      ...Array.from({ length: 10 }, (_, i) => `fast ${i}`),
    ]);
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
