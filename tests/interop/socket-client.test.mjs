// The profile `socket-client` of the fixture, with the newest official client: what the client's own tests are
// about, as far as the server has a part in it.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { io, Manager } from "socket.io-client";
import { startFixture } from "./fixture.mjs";
import { acknowledged, ask, collect, connected, next, upgraded, within } from "./harness.mjs";

const server = await startFixture("socket-client");

const opened = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A client that has begun to connect. */
function open(namespace = "/", options = {}) {
  const socket = io(server.url + namespace, { forceNew: true, reconnectionDelay: 10, ...options });
  opened.push(() => socket.disconnect());
  return socket;
}

async function connect(namespace, options) {
  const socket = open(namespace, options);
  await connected(socket);
  return socket;
}

/** A connection for several namespaces. */
function manage(options = {}) {
  const manager = new Manager(server.url, { reconnectionDelay: 10, ...options });
  opened.push(() => manager._close());
  return manager;
}

/** Waits until the server has handled all that `socket` sent; gives what came as `events` up to then. */
async function afterAll(socket, events) {
  await ask(socket, "echo", "fence");
  return events;
}

/** The arguments of an event without the offset behind them, which clients present when they come back. */
function withoutOffset(args) {
  assert.equal(typeof args.at(-1), "string", "an offset");
  return args.slice(0, -1);
}

/** Waits for the next `event` that needs no acknowledgement and gives its arguments. */
const heard = async (socket, event) => withoutOffset(await next(socket, event));

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ASDFASDF = Buffer.from("asdfasdf");

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  describe(`events over ${transports}`, () => {
    const enter = () => connect("/", { transports });

    test("hi is answered with hi", async () => {
      const socket = await enter();
      socket.emit("hi");
      assert.deepEqual(await heard(socket, "hi"), []);
    });

    test("an echo is an acknowledgement with the same value", async () => {
      const socket = await enter();
      for (const value of [123, "text", null, { deep: [true, { deeper: Buffer.from("bytes") }] }]) {
        assert.deepEqual(await acknowledged(socket, "echo", value), [value]);
      }
    });

    test("the server asks, and is content with the right answer", async () => {
      const socket = await enter();
      socket.once("ack", (answer) => answer(5, { test: true }));
      socket.emit("ack");
      assert.deepEqual(await heard(socket, "got it"), []);
    });

    test("the server asks, and says nothing to a wrong answer", async () => {
      const socket = await enter();
      const content = collect(socket, "got it");
      for (const wrong of [[4, { test: true }], [5, { test: false }], [5]]) {
        socket.once("ack", (answer) => answer(...wrong));
        socket.emit("ack");
        assert.deepEqual(await afterAll(socket, content), []);
      }
    });

    test("dates are ISO texts, acknowledged, alone and in an object", async () => {
      const socket = await enter();
      assert.match(await ask(socket, "getAckDate", { test: true }), ISO_DATE);
      socket.emit("getDate");
      assert.match((await next(socket, "takeDate"))[0], ISO_DATE);
      socket.emit("getDateObj");
      const [{ date, ...rest }] = await next(socket, "takeDateObj");
      assert.match(date, ISO_DATE);
      assert.deepEqual(rest, {});
      assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000);
    });

    test("texts of several scripts come in order", async () => {
      const socket = await enter();
      const texts = collect(socket, "takeUtf8");
      socket.emit("getUtf8");
      const expected = ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"];
      assert.deepEqual((await afterAll(socket, texts)).map(withoutOffset), expected.map((text) => [text]));
    });

    test("false is a value", async () => {
      const socket = await enter();
      socket.emit("false");
      assert.deepEqual(await heard(socket, "false"), [false]);
    });

    test("binary comes as buffers, or as array buffers where the client wants them", async () => {
      const socket = await enter();
      for (const [request, answer] of [["doge", "doge"], ["getbin", "takebin"]]) {
        socket.emit(request);
        const [bytes] = await next(socket, answer);
        assert.ok(Buffer.isBuffer(bytes));
        assert.deepEqual(bytes, ASDFASDF);
      }
      if (transports.length > 1) await upgraded(socket);
      socket.io.engine.binaryType = "arraybuffer";
      socket.emit("doge");
      const [bytes] = await next(socket, "doge");
      assert.ok(bytes instanceof ArrayBuffer);
      assert.deepEqual(Buffer.from(bytes), ASDFASDF);
    });

    test("binary of every kind arrives as binary", async () => {
      const socket = await enter();
      for (const bytes of [ASDFASDF, new Uint8Array([1, 2]), new Uint8Array([3]).buffer]) {
        socket.emit("buffa", bytes);
        assert.deepEqual(await heard(socket, "buffack"), []);
        socket.emit("blob", bytes);
        assert.deepEqual(await heard(socket, "back"), []);
      }
      const acks = collect(socket, "buffack");
      socket.emit("buffa", "no bytes");
      assert.deepEqual(await afterAll(socket, acks), []);
    });

    test("binary arrives in the middle of an object", async () => {
      const socket = await enter();
      const mixed = { hello: "lol", message: ASDFASDF, goodbye: "gotcha" };
      for (const name of ["jsonbuff", "jsonblob"]) {
        socket.emit(name, mixed);
        assert.deepEqual(await heard(socket, `${name}-ack`), []);
      }
      const acks = collect(socket, "jsonbuff-ack");
      socket.emit("jsonbuff", { ...mixed, message: "no bytes" });
      assert.deepEqual(await afterAll(socket, acks), []);
    });

    test("binary and text arrive in order", async () => {
      const socket = await enter();
      socket.emit("abuff1", ASDFASDF);
      socket.emit("abuff2", "please arrive second");
      await next(socket, "abuff2-ack");
      socket.emit("blob1", ASDFASDF);
      socket.emit("blob2", "second");
      socket.emit("blob3", ASDFASDF);
      await next(socket, "blob3-ack");

      const disordered = await enter();
      const acks = [];
      for (const ack of ["abuff2-ack", "blob3-ack"]) disordered.on(ack, () => acks.push(ack));
      for (const [event, value] of [["abuff2", "first"], ["abuff1", ASDFASDF], ["blob2", "second"], ["blob3", ASDFASDF]]) {
        disordered.emit(event, value);
      }
      assert.deepEqual(await afterAll(disordered, acks), []);
    });

    test("unknown events are never acknowledged", async () => {
      const socket = await enter();
      const answers = [];
      for (const event of ["unknown", "whatever", "error"]) socket.emit(event, () => answers.push(event));
      assert.deepEqual(await afterAll(socket, answers), []);
    });

    test("events come in order, those from before the connection first", async () => {
      const socket = open("/", { transports, autoConnect: false });
      const answers = [];
      socket.emit("echo", "first", (value) => answers.push(value));
      socket.connect();
      await connected(socket);
      socket.emit("echo", "second", (value) => answers.push(value));
      assert.deepEqual(await afterAll(socket, answers), ["first", "second"]);
    });
  });
}

describe("ids", () => {
  for (const namespace of ["/", "/foo"]) {
    test(`both sides of ${namespace} know the same id, which is not the session's`, async () => {
      const socket = await connect(namespace);
      assert.match(socket.id, /^[\w-]{20}$/);
      assert.equal(await ask(socket, "getId"), socket.id);
      assert.notEqual(socket.id, socket.io.engine.id);
    });
  }

  test("the id is gone with the connection, and another one comes with the next", async () => {
    const socket = await connect();
    const { id } = socket;
    const gone = next(socket, "disconnect");
    socket.disconnect();
    await gone;
    assert.equal(socket.id, undefined);
    socket.connect();
    await connected(socket);
    assert.notEqual(socket.id, id);
    assert.equal(await ask(socket, "getId"), socket.id);
  });
});

describe("the handshake", () => {
  /** What `/abc` emits to a client on connection. */
  const seen = async (namespace, options) => (await next(open(namespace, options), "handshake"))[0];

  test("has the query of the options", async () => {
    assert.equal((await seen("/abc", { query: { a: "b" } })).query.a, "b");
    const socket = await connect("/", { query: { e: "f" } });
    assert.equal((await ask(socket, "getHandshake")).query.e, "f");
  });

  test("has the query of the URL", async () => {
    const { query } = await seen("/abc?b=c&d=e");
    assert.deepEqual([query.b, query.d], ["c", "e"]);
    const socket = await connect("/?c=d");
    assert.equal((await ask(socket, "getHandshake")).query.c, "d");
  });

  test("has parameters whose names and values need escapes", async () => {
    assert.equal((await seen("/abc", { query: { "&a": "&=?a" } })).query["&a"], "&=?a");
  });

  test("has the auth object, which is not in the query", async () => {
    const { auth, query } = await seen("/abc", { auth: { a: "b", c: "d" } });
    assert.deepEqual(auth, { a: "b", c: "d" });
    assert.equal(query.a, undefined);
  });

  test("has the auth object of a function", async () => {
    const { auth, query } = await seen("/abc", { auth: (present) => present({ e: "f" }) });
    assert.deepEqual(auth, { e: "f" });
    assert.equal(query.e, undefined);
  });

  test("has an empty auth object where none was presented", async () => {
    assert.deepEqual((await seen("/abc")).auth, {});
  });

  test("takes a moment, for which a client can be too impatient", async () => {
    for (const transports of [["polling"], ["websocket"]]) {
      const [error] = await next(open("/", { transports, timeout: 0 }), "connect_error");
      assert.equal(error.message, "timeout");
    }
  });

  test("announces the heartbeat", async () => {
    const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    const { pingInterval, pingTimeout } = JSON.parse((await answer.text()).slice(1));
    assert.deepEqual([pingInterval, pingTimeout], [2000, 20_000]);
  });
});

describe("refusals", () => {
  test("the main namespace refuses a query with fail, and others do not look at it", async () => {
    for (const query of [{ fail: 1 }, { fail: "true" }]) {
      const [error] = await next(open("/", { query }), "connect_error");
      assert.ok(error instanceof Error);
      assert.equal(error.message, "Auth failed (main namespace)");
    }
    await connect("/foo", { query: { fail: 1 } });
  });

  test("/no refuses everybody, who does not try again", async () => {
    const socket = open("/no");
    const attempts = collect(socket, "connect_error");
    const [error] = await next(socket, "connect_error");
    assert.equal(error.message, "Auth failed (custom namespace)");
    assert.equal(socket.active, false);
    // The connection that it shares with others is made anew without it.
    const other = socket.io.socket("/foo");
    await connected(other);
    const back = next(socket.io, "reconnect");
    socket.io.engine.close();
    await back;
    await connected(other);
    assert.equal(attempts.length, 1);
    other.disconnect();
  });

  test("a namespace that does not exist is refused", async () => {
    const [error] = await next(open("/invalid"), "connect_error");
    assert.equal(error.message, "Invalid namespace");
  });
});

describe("namespaces", () => {
  for (const name of ["/foo", "/timeout_socket", "/valid", "/asd", "/abc"]) {
    test(`${name} exists`, async () => {
      const socket = await connect(name);
      assert.equal(socket.connected, true);
    });
  }

  test("the quiet ones acknowledge nothing", async () => {
    const manager = manage();
    const main = manager.socket("/");
    for (const name of ["/timeout_socket", "/valid", "/asd"]) {
      const answers = [];
      const socket = manager.socket(name);
      await connected(socket);
      socket.emit("getId", () => answers.push(name));
      assert.deepEqual(await afterAll(main, answers), []);
    }
  });

  test("are joined after the connection was made", async () => {
    const manager = manage();
    await connected(manager.socket("/"));
    await connected(manager.socket("/foo"));
  });

  test("are joined after the connection was closed", async () => {
    const manager = manage();
    const socket = manager.socket("/");
    await connected(socket);
    const gone = next(manager, "close");
    socket.disconnect();
    await gone;
    await connected(manager.socket("/foo"));
  });

  test("are joined while another is left, and the connection stays", async () => {
    const manager = manage();
    const foo = manager.socket("/foo");
    await connected(foo);
    const asd = manager.socket("/asd");
    foo.disconnect();
    await connected(asd);
    const again = manager.socket("/foo");
    await connected(again);
    assert.equal(await ask(again, "getId"), again.id);
    assert.equal(asd.connected, true);
    const closed = next(manager, "close");
    again.disconnect();
    asd.disconnect();
    assert.deepEqual(await closed, ["forced close", undefined]);
  });

  test("a cached socket is opened again", async () => {
    const manager = manage();
    const socket = manager.socket("/");
    await connected(socket);
    socket.disconnect();
    const same = manager.socket("/");
    assert.equal(same, socket);
    await connected(same);
    assert.equal(await ask(same, "getId"), same.id);
  });
});

describe("coming back", () => {
  test("by default", async () => {
    const socket = await connect("/foo");
    const back = next(socket.io, "reconnect");
    socket.io.engine.close();
    await back;
    await connected(socket);
    assert.equal(await ask(socket, "getId"), socket.id);
  });

  test("by hand, and by itself after that", async () => {
    const socket = await connect();
    const gone = next(socket, "disconnect");
    socket.disconnect();
    await gone;
    socket.connect();
    await connected(socket);
    const back = next(socket.io, "reconnect");
    socket.io.engine.close();
    await back;
    await connected(socket);
    assert.equal(await ask(socket, "echo", "back"), "back");
  });

  test("at once after leaving", async () => {
    const socket = await connect("/", { transports: ["websocket"] });
    const reasons = collect(socket, "disconnect");
    socket.disconnect().connect();
    await connected(socket);
    assert.equal(await ask(socket, "getId"), socket.id);
    assert.deepEqual(reasons.map(([reason]) => reason), ["io client disconnect"]);
  });

  test("one socket gives up, another of the same connection does not", async () => {
    const manager = manage();
    const [one, other] = [manager.socket("/"), manager.socket("/asd")];
    await Promise.all([connected(one), connected(other)]);
    const connects = collect(one, "connect");
    manager.once("reconnect_attempt", () => one.disconnect());
    const back = next(other, "connect");
    manager.engine.close();
    await back;
    assert.equal(one.connected, false);
    assert.deepEqual(connects, []);
  });

  test("after something that no decoder understands", async () => {
    const manager = manage();
    const socket = manager.socket("/");
    await connected(socket);
    const { engine } = manager;
    const [gone, back] = [next(socket, "disconnect"), next(manager, "reconnect")];
    engine.emit("data", "bad");
    assert.equal((await gone)[0], "parse error");
    await back;
    assert.equal(engine.readyState, "closed");
    assert.notEqual(manager.engine, engine);
  });
});

describe("recovery", () => {
  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    test(`a client that was cut off has its id again, over ${transports}`, async () => {
      const socket = await connect("/", { transports });
      assert.equal(socket.recovered, false);
      // An event brings the offset that the client presents.
      socket.emit("hi");
      await next(socket, "hi");
      const { id } = socket;
      const back = next(socket, "connect");
      socket.io.engine.close();
      await back;
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
      assert.equal(await ask(socket, "getId"), id);
    });
  }

  test("a client that had not heard anything has it, too", async () => {
    const socket = await connect("/foo");
    const { id } = socket;
    const back = next(socket, "connect");
    socket.io.engine.close();
    await back;
    assert.deepEqual([socket.recovered, socket.id], [true, id]);
  });

  test("a client that left by itself has not", async () => {
    const socket = await connect();
    socket.emit("hi");
    await next(socket, "hi");
    const { id } = socket;
    socket.disconnect().connect();
    await connected(socket);
    assert.equal(socket.recovered, false);
    assert.notEqual(socket.id, id);
  });
});

describe("acknowledgements", () => {
  test("a client that leaves is not answered any more", async () => {
    const socket = await connect();
    const answers = [];
    socket.emit("echo", "a", (value) => answers.push(value));
    const outcome = socket.timeout(60_000).emitWithAck("echo", "b");
    socket.disconnect();
    await assert.rejects(outcome, /disconnected/);
    socket.connect();
    await connected(socket);
    assert.deepEqual(await afterAll(socket, answers), []);
  });

  test("an event that was not sent is sent with the next connection", async () => {
    const socket = await connect();
    socket.disconnect();
    const answered = ask(socket, "echo", "a");
    socket.connect();
    assert.equal(await answered, "a");
  });

  test("an event without an answer times out", async () => {
    const socket = await connect();
    await assert.rejects(socket.timeout(20).emitWithAck("unknown"), /timed out/);
    const impatient = await connect("/", { ackTimeout: 20 });
    await assert.rejects(impatient.emitWithAck("unknown"), /timed out/);
  });

  test("an event in time is answered, and a volatile one on a free connection too", async () => {
    const socket = await connect("/", { transports: ["websocket"] });
    assert.equal(await ask(socket, "echo", 42), 42);
    const { engine } = socket.io;
    if (!engine.transport.writable) await next(engine, "drain");
    const answer = within("the answer", (resolve) => socket.volatile.emit("getId", resolve));
    assert.equal(await answer, socket.id);
  });

  test("volatile events of a client that is not connected, or busy, are dropped by it", async () => {
    const socket = open("/", { autoConnect: false });
    const answers = [];
    socket.volatile.emit("getId", () => answers.push("unconnected"));
    socket.connect();
    await connected(socket);
    socket.emit("echo", "the connection is busy with this");
    socket.volatile.emit("getId", () => answers.push("busy"));
    assert.deepEqual(await afterAll(socket, answers), []);
  });
});

describe("retries", () => {
  /** The Socket.IO packets that the client makes from now on. */
  function packets(socket) {
    const made = [];
    socket.io.engine.on("packetCreate", ({ type, data }) => type === "message" && made.push(data));
    return made;
  }

  test("one event is on its way at a time", async () => {
    const socket = open("/", { retries: 1, ackTimeout: 10_000 });
    const made = packets(socket);
    const answers = await Promise.all([1, 2, 3].map((value) => socket.emitWithAck("echo", value)));
    assert.deepEqual(answers, [1, 2, 3]);
    assert.deepEqual(made, ["0", '20["echo",1]', '21["echo",2]', '22["echo",3]']);
  });

  test("an event without an answer is sent again, under another number", async () => {
    const socket = open("/", { retries: 3, ackTimeout: 20 });
    const made = packets(socket);
    const asked = collect(socket, "ack");
    await assert.rejects(socket.emitWithAck("ack"), /timed out/);
    assert.deepEqual(made, ["0", '20["ack"]', '21["ack"]', '22["ack"]', '23["ack"]']);
    while (asked.length < 4) await next(socket, "ack");
    assert.equal(asked.length, 4);
  });

  test("events wait for the connection", async () => {
    const socket = open("/", { autoConnect: false, retries: 3, ackTimeout: 10_000 });
    const answered = socket.emitWithAck("echo", 1);
    socket.connect();
    assert.equal(await answered, 1);
  });
});
