import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, acknowledged, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

const sample = {
  title: "Ærø",
  tags: ["a", "b"],
  rating: null,
  shape: { kind: "circle", radius: 1.5 },
  scores: { ada: 3, grace: -4 },
};

overEachTransport(server, ({ connect, enter }) => {
  test("a value is acknowledged as it is", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await acknowledged(socket, "echo", sample), [sample]);
  });

  test("an absent optional field is read as none", async () => {
    const socket = await enter("ada");
    const { rating, ...rest } = sample;
    assert.deepEqual(await acknowledged(socket, "echo", rest), [sample]);
  });

  test("an event without a return type is acknowledged without arguments", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await acknowledged(socket, "note", "hello"), []);
  });

  test("a result is acknowledged in its envelope", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await acknowledged(socket, "divide", 12, 4), [{ ok: true, data: 3 }]);
    assert.deepEqual(await acknowledged(socket, "divide", 12, 0), [
      { ok: false, error: { code: "divisionByZero", dividend: 12 } },
    ]);
  });

  test("a callback of Node is called with an error, or with null and a value", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await acknowledged(socket, "divide:node", 12, 4), [null, 3]);
    const refusal = { code: "divisionByZero", dividend: 12 };
    assert.deepEqual(await acknowledged(socket, "divide:node", 12, 0), [refusal]);
    const [error, ...rest] = await acknowledged(socket, "divide:node", 12, "four");
    assert.deepEqual([error.code, error.path, rest], ["wigwag.invalid_payload", "[1]", []]);
  });

  test("an event is taken by the name that it had before", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await acknowledged(socket, "divideNode", 12, 4), [null, 3]);
  });

  test("a client calls back as Node does", async () => {
    const socket = await enter("ada");
    socket.on("division", (dividend, divisor, callback) =>
      divisor === 0 ? callback("by zero") : callback(null, dividend / divisor),
    );
    assert.equal(await ask(socket, "delegate", 12, 4), "it is 3");
    assert.equal(await ask(socket, "delegate", 12, 0), "it is not: by zero");
  });

  test("an invalid payload is acknowledged with the path of the bad field", async () => {
    const socket = await enter("ada");
    const [reply] = await acknowledged(socket, "inspect", { ...sample, scores: { ada: "three" } });
    assert.equal(reply.ok, false);
    assert.equal(reply.error.code, "wigwag.invalid_payload");
    assert.equal(reply.error.path, "[0].scores.ada");
    assert.equal(typeof reply.error.message, "string");
  });

  test("a missing argument is an invalid payload", async () => {
    const socket = await enter("ada");
    const [reply] = await acknowledged(socket, "divide", 12);
    assert.equal(reply.error.code, "wigwag.invalid_payload");
    assert.equal(reply.error.path, "[1]");
  });

  test("surplus arguments are ignored", async () => {
    const socket = await enter("ada");
    assert.deepEqual(await ask(socket, "divide", 12, 4, "surplus"), { ok: true, data: 3 });
  });

  test("a panic is acknowledged as an internal error and the server lives", async () => {
    const socket = await enter("ada");
    const [reply] = await acknowledged(socket, "explode");
    assert.equal(reply.ok, false);
    assert.equal(reply.error.code, "wigwag.internal");
    assert.doesNotMatch(JSON.stringify(reply), /boom/, "the panic's text is the server's secret");

    assert.deepEqual(await ask(socket, "divide", 9, 3), { ok: true, data: 3 });
    assert.equal((await ask(await enter("grace"), "whoami")).user, "grace");
  });

  test("a handler awaits an acknowledgement of its own client", async () => {
    const socket = await enter("ada");
    socket.on("question", (text, answer) => answer(`${text} Yes.`));
    assert.deepEqual(await ask(socket, "interview", socket.id, "Well?", 10_000), {
      ok: true,
      data: "Well? Yes.",
    });
  });

  test("a handler awaits an acknowledgement without arguments", async () => {
    const socket = await enter("ada");
    socket.on("nudge", (answer) => answer());
    assert.deepEqual(await ask(socket, "nudge_me"), { ok: true, data: null });
  });

  test("a client answers with a result", async () => {
    const socket = await enter("ada");
    socket.on("approve", (plan, answer) =>
      answer(plan === "tea" ? { ok: true, data: 2 } : { ok: false, error: { reason: "too late" } }),
    );
    assert.equal(await ask(socket, "propose", "tea"), "approved: 2");
    assert.equal(await ask(socket, "propose", "coffee"), "refused: too late");
  });

  test("a client that does not answer in time is reported", async () => {
    const socket = await enter("ada");
    const asked = next(socket, "question");
    assert.deepEqual(await ask(socket, "interview", socket.id, "Well?", 50), {
      ok: false,
      error: { code: "timedOut" },
    });

    const [, answer] = await asked;
    answer("too late");
    assert.equal((await ask(socket, "whoami")).user, "ada");
  });

  test("a client that leaves instead of answering is reported", async () => {
    const [asker, shy] = await Promise.all([enter("ada"), enter("grace")]);
    shy.on("question", () => shy.disconnect());
    assert.deepEqual(await ask(asker, "interview", shy.id, "Well?", 10_000), {
      ok: false,
      error: { code: "disconnected" },
    });
  });

  test("an answer of the wrong shape is reported", async () => {
    const socket = await enter("ada");
    socket.on("question", (_text, answer) => answer({ not: "text" }));
    assert.deepEqual(await ask(socket, "interview", socket.id, "Well?", 10_000), {
      ok: false,
      error: { code: "unreadable" },
    });
  });

  test("only the first of two answers counts", async () => {
    const socket = await enter("ada");
    socket.on("question", (_text, answer) => {
      answer("first");
      answer("second");
    });
    for (let round = 0; round < 2; round += 1) {
      const reply = await ask(socket, "interview", socket.id, "Well?", 10_000);
      assert.deepEqual(reply, { ok: true, data: "first" });
    }
  });

  test("a room answers one by one, and the silent members are named", async () => {
    const [asker, quick, silent] = await Promise.all([enter("ada"), enter("grace"), enter("mary")]);
    const room = `survey ${asker.id}`;
    await Promise.all([quick, silent].map((socket) => acknowledged(socket, "join", room)));
    quick.on("question", (text, answer) => answer(`${text} Yes.`));

    const replies = await ask(asker, "survey", room, "Well?", 300);
    assert.deepEqual(
      new Map(replies.map(({ socket, answer }) => [socket, answer])),
      new Map([
        [quick.id, "Well? Yes."],
        [silent.id, null],
      ]),
    );
  });

  test("an untyped event is acknowledged with all its arguments", async () => {
    const socket = await connect("/untyped");
    const args = [1, "two", { three: [null] }];
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
  });
});
