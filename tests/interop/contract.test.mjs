// The profile `contract` of the fixture: that it offers what the suites of others are told it does.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { io, Manager } from "socket.io-client";
import parser from "socket.io-msgpack-parser";
import { startFixture } from "./fixture.mjs";
import { acknowledged, ask, collect, connected, next, upgraded, within } from "./harness.mjs";

const CLIENT_PACKAGE = fileURLToPath(new URL("../node_modules/socket.io-client", import.meta.url));
const server = await startFixture("contract", { NODE_NAME: "fixture", CLIENT_PACKAGE });

const opened = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect();
});

function open(namespace = "/", options = {}) {
  const socket = io(server.url + namespace, { forceNew: true, reconnection: false, ...options });
  opened.push(socket);
  return socket;
}

async function connect(namespace, options) {
  const socket = open(namespace, options);
  await connected(socket);
  return socket;
}

const get = async (path) => (await fetch(server.url + path)).json();

/** The records of a tag, once there are `count`. */
async function log(tag, count) {
  for (;;) {
    const records = await get(`/contract/log?tag=${encodeURIComponent(tag)}`);
    if (records.length >= count) return records;
  }
}

describe("routes", () => {
  test("the contract says what is served", async () => {
    const { pid, features, ...rest } = await get("/contract");
    assert.deepEqual(rest, { contract: 1, server: "wigwag 0.1.0", node: "fixture" });
    assert.equal(pid, server.pid);
    const expected = ["main", "typed", "serve-client", "fast", "deflate", "guarded", "polling-only", "ws-only", "cookie", "msgpack", "recovery"];
    assert.deepEqual(features.toSorted(), expected.toSorted());
  });

  test("stats count sessions and sockets", async () => {
    await connect("/", { transports: ["websocket"] });
    await connect("/custom", { transports: ["websocket"], path: "/fast/" });
    const stats = await get("/contract/stats");
    assert.equal(stats.pid, server.pid);
    assert.ok(stats.clients >= 2 && stats.sockets >= 1 && stats.namespaces >= 2 && stats.rss > 1_000_000);
  });

  test("the log says what became of a tagged socket", async () => {
    const socket = await connect("/custom", { auth: { tag: "followed" } });
    const { id } = socket;
    await ask(socket, "join", ["b", "a"]);
    socket.disconnect();
    const [entered, leaving, left] = await log("followed", 3);
    assert.deepEqual(entered, { nsp: "/custom", id, event: "connect", recovered: false });
    const reason = "client namespace disconnect";
    assert.deepEqual(leaving, { nsp: "/custom", id, event: "disconnecting", reason, rooms: ["a", "b"] });
    assert.deepEqual(left, { nsp: "/custom", id, event: "disconnect", reason, rooms: [] });
  });

  test("the log knows every namespace, and tags in the query", async () => {
    for (const namespace of ["/", "/auth", "/mw", "/order", "/slow", "/dyn-log", "/typed"]) {
      const tag = `logged in ${namespace}`;
      const socket = await connect(namespace, { auth: { token: "let-me-in" }, query: { tag } });
      const { id } = socket;
      await ask(socket, "join", "room");
      socket.disconnect();
      const records = await log(tag, 3);
      assert.deepEqual(records.map(({ nsp, id, event, rooms }) => [nsp, id, event, rooms]), [
        [namespace, id, "connect", undefined],
        [namespace, id, "disconnecting", ["room"]],
        [namespace, id, "disconnect", []],
      ]);
    }
  });

  test("everything else is unknown", async () => {
    assert.equal((await fetch(`${server.url}/elsewhere`)).status, 404);
  });
});

describe("instances", () => {
  test("fast pings often", async () => {
    const socket = await connect("/", { path: "/fast/", transports: ["websocket"] });
    for (;;) {
      const [{ type }] = await next(socket.io.engine, "packet");
      if (type === "ping") return;
    }
  });

  test("polling-only stays on polling, ws-only is WebSocket", async () => {
    const polling = await connect("/", { path: "/polling/" });
    assert.equal((await ask(polling, "whoami")).transport, "polling");
    await assert.rejects(connect("/", { path: "/polling/", transports: ["websocket"] }));
    await connect("/", { path: "/ws/", transports: ["websocket"] });
    await assert.rejects(connect("/", { path: "/ws/", transports: ["polling"] }));
  });

  test("serve-client serves the client", async () => {
    const { status, headers } = await fetch(`${server.url}/socket.io/socket.io.min.js`);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/javascript/);
    const bare = await startFixture("contract");
    assert.equal((await fetch(`${bare.url}/socket.io/socket.io.min.js`)).status, 400);
    const { features } = await (await fetch(`${bare.url}/contract`)).json();
    assert.ok(!features.includes("serve-client"));
  });

  test("deflate compresses WebSocket messages, others do not", async () => {
    const options = { transports: ["websocket"], perMessageDeflate: {} };
    const compressed = await connect("/", { path: "/deflate/", ...options });
    assert.match(compressed.io.engine.transport.ws.extensions, /permessage-deflate/);
    assert.equal(await ask(compressed, "echo", "x".repeat(5000)), "x".repeat(5000));
    const plain = await connect("/", options);
    assert.equal(plain.io.engine.transport.ws.extensions, "");
  });

  const handshake = (path, headers = {}) => fetch(`${server.url}${path}?EIO=4&transport=polling`, { headers });
  const [allowed, foreign] = ["http://allowed.test", "http://foreign.test"];

  test("pages of the allowed origin are told so, and guarded refuses others", async () => {
    for (const path of ["/socket.io/", "/guarded/"]) {
      const { status, headers } = await handshake(path, { origin: allowed });
      assert.equal(status, 200);
      assert.equal(headers.get("access-control-allow-origin"), allowed);
      assert.equal(headers.get("access-control-allow-credentials"), "true");
      assert.equal((await handshake(path)).status, 200);
    }
    assert.equal((await handshake("/socket.io/", { origin: foreign })).status, 200);
    for (const origin of [foreign, server.url, "null"]) {
      const refused = await handshake("/guarded/", { origin });
      assert.equal(refused.status, 403);
      assert.deepEqual(await refused.json(), { code: 4, message: "Forbidden" });
    }
  });

  for (const transports of [["polling"], ["websocket"]]) {
    test(`recovery gives back id, rooms, data and what was missed, over ${transports}`, async () => {
      const auth = { token: "let-me-in", tag: `recovered over ${transports}` };
      const socket = open("/auth", { path: "/recovery/", transports, auth });
      const heard = collect(socket, "news");
      await next(socket, "welcome");
      const { id } = socket;
      await ask(socket, "join", `lost over ${transports}`);
      await ask(socket, "set", "color", "red");

      const other = await connect("/auth", { path: "/recovery/", auth: { token: "let-me-in" } });
      const gone = next(socket, "disconnect");
      socket.io.engine.close();
      await gone;
      await log(auth.tag, 3);
      for (const number of [1, 2, 3]) {
        await acknowledged(other, "to", { rooms: `lost over ${transports}` }, "news", [number, Buffer.from([number])]);
      }
      // Middlewares are not asked again.
      socket.auth = { ...auth, token: "no longer" };
      socket.connect();
      await connected(socket);
      await ask(socket, "echo", "fence");
      assert.deepEqual([socket.recovered, socket.id], [true, id]);
      assert.deepEqual(heard.map(([number, bytes]) => [number, ...bytes]), [[1, 1], [2, 2], [3, 3]]);
      const { recovered, rooms, data } = await ask(socket, "whoami");
      assert.deepEqual([recovered, rooms, data], [true, [id, `lost over ${transports}`].toSorted(), { color: "red" }]);
      const records = await log(auth.tag, 4);
      assert.deepEqual(records.map(({ event, recovered }) => [event, recovered]), [
        ["connect", false],
        ["disconnecting", undefined],
        ["disconnect", undefined],
        ["connect", true],
      ]);
    });
  }

  test("cookie names the session", async () => {
    const answer = await handshake("/cookie/");
    const { sid } = JSON.parse((await answer.text()).slice(1));
    assert.deepEqual(answer.headers.getSetCookie(), [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
    assert.deepEqual((await handshake("/socket.io/")).headers.getSetCookie(), []);
  });
});

describe("namespaces", () => {
  test("/auth admits with a token", async () => {
    const refused = await connect("/auth").catch((error) => error);
    assert.equal(refused.message, "not authorized");
    assert.deepEqual(refused.data, { code: 4401, retry: false, details: ["token"] });
    const socket = open("/auth", { auth: { token: "let-me-in", user: "ada" } });
    assert.deepEqual(await next(socket, "welcome"), [{ user: "ada", nsp: "/auth" }]);
    const nobody = open("/auth", { auth: { token: "let-me-in" } });
    assert.deepEqual(await next(nobody, "welcome"), [{ user: null, nsp: "/auth" }]);
  });

  test("/slow admits after a while", async () => {
    const before = Date.now();
    await connect("/slow", { auth: { delay: 60 } });
    assert.ok(Date.now() - before >= 60);
  });

  test("/mw stops events and changes one", async () => {
    const socket = await connect("/mw");
    const answers = [];
    socket.emit("blocked by name", 1, (answer) => answers.push(answer));
    assert.deepEqual(await next(socket, "mw-error"), [
      { message: "blocked: blocked by name", data: { event: "blocked by name" } },
    ]);
    assert.equal(await ask(socket, "rewrite", "text"), "text+mw");
    assert.deepEqual(await ask(socket, "echo", "unchanged"), "unchanged");
    assert.deepEqual(answers, []);
  });

  test("/order asks its middlewares one after the other", async () => {
    const { data } = await ask(await connect("/order"), "whoami");
    assert.deepEqual(data, { trace: [1, 2, 3] });
  });

  test("/never neither admits nor refuses, and other namespaces do not wait for it", async () => {
    const manager = new Manager(server.url);
    const never = manager.socket("/never");
    const answers = [];
    for (const event of ["connect", "connect_error"]) never.on(event, () => answers.push(event));
    const main = manager.socket("/");
    await connected(main);
    await ask(main, "echo", "fence");
    assert.deepEqual(answers, []);
    manager._close();
  });

  test("/never alone is closed after a while", async () => {
    const socket = open("/never");
    assert.equal((await next(socket.io, "close"))[0], "transport close");
    assert.equal(socket.connected, false);
  });

  test("dynamic namespaces come with their first client and go with their last", async () => {
    const before = (await get("/contract/stats")).namespaces;
    const [one, two] = await Promise.all(
      ["/dyn-a1", "/dyn-a1"].map(async (name) => {
        const socket = open(name);
        assert.deepEqual(await next(socket, "welcome"), [{ nsp: name }]);
        return socket;
      }),
    );
    assert.equal((await get("/contract/stats")).namespaces, before + 1);
    const heard = next(two, "news");
    await acknowledged(one, "to", {}, "news", ["hello"]);
    assert.deepEqual(await heard, ["hello"]);
    one.disconnect();
    two.disconnect();
    await within("the namespace to go", async (resolve) => {
      while ((await get("/contract/stats")).namespaces > before);
      resolve();
    });
  });

  test("dynamic namespaces have names of a certain form", async () => {
    for (const name of ["/dyn-0", `/dyn-${"z".repeat(16)}`]) await connect(name);
    for (const name of ["/dyn-", `/dyn-${"z".repeat(17)}`, "/dyn-A", "/dyn-a-b", "/dyn-a/b", "/dyn"]) {
      await assert.rejects(connect(name), { message: "Invalid namespace" });
    }
  });

  test("others do not exist", async () => {
    await assert.rejects(connect("/nowhere"), { message: "Invalid namespace" });
  });

  test("/typed has a contract", async () => {
    const socket = await connect("/typed");
    assert.equal(await ask(socket, "add", 1, 2.5), 3.5);
    assert.deepEqual(await ask(socket, "greet", { name: "Ada" }), { greeting: "Hello Ada" });
    assert.deepEqual(await ask(socket, "greet", { name: "Ada", age: 36 }), { greeting: "Hello Ada" });
    const bytes = Buffer.from("some bytes");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    assert.deepEqual(await ask(socket, "upload", bytes), { len: 10, sha256 });
    socket.emit("move", { dx: 1, dy: 2 });
    assert.deepEqual(await next(socket, "moved"), [{ x: 1, y: 2 }]);
    socket.emit("move", { dx: -3, dy: 0.5 });
    assert.deepEqual(await next(socket, "moved"), [{ x: -2, y: 2.5 }]);
  });

  test("/typed never calls wrong input a success", async () => {
    const socket = await connect("/typed");
    for (const args of [["add", "1", 2], ["add", 1], ["greet", {}], ["greet", { name: 7 }], ["upload", "text"]]) {
      socket.emit(...args, (answer) => assert.ok("error" in answer, JSON.stringify(answer)));
    }
    const moves = collect(socket, "moved");
    socket.emit("move", { dx: "1", dy: 2 });
    assert.equal(await ask(socket, "add", 1, 1), 2);
    assert.deepEqual(moves, []);
  });
});

/** Where the events that are common to all are tried, and over what. */
const PLACES = [
  { namespace: "/", transports: ["polling"] },
  { namespace: "/", transports: ["websocket"] },
  { namespace: "/typed", transports: ["websocket"] },
  { namespace: "/dyn-events", transports: ["websocket"] },
  { namespace: "/", transports: ["polling"], path: "/msgpack/", parser },
  { namespace: "/custom", transports: ["websocket"], path: "/msgpack/", parser },
];

for (const { namespace, ...options } of PLACES) {
  const place = `${namespace} over ${options.transports}${options.parser ? " with msgpack" : ""}`;

  describe(`events of ${place}`, () => {
    test("echo", async () => {
      const socket = await connect(namespace, options);
      const args = [1, "zwei", { three: Buffer.from([3]) }, [null, true]];
      assert.deepEqual(await acknowledged(socket, "echo", ...args), args);
      socket.emit("echo", ...args);
      assert.deepEqual(await next(socket, "echo"), args);
    });

    test("acknowledgements that do not come, come late, or come twice", async () => {
      const socket = await connect(namespace, options);
      const answers = [];
      socket.emit("no-ack", () => answers.push("no-ack"));
      const late = ask(socket, "late-ack", 50, { b: Buffer.from([1]) });
      socket.emit("double-ack", (answer) => answers.push(answer));
      await ask(socket, "echo", "not held up by the late one");
      assert.deepEqual(await late, { b: Buffer.from([1]) });
      assert.deepEqual(answers, [1]);
    });

    test("questions of the server", async () => {
      const socket = await connect(namespace, options);
      assert.deepEqual(await ask(socket, "ask", 20, "nobody answers"), { ok: false, error: "timeout" });
      socket.on("question", (question, ack) => ack({ answered: question }));
      const answer = { answered: [Buffer.from("q")] };
      assert.deepEqual(await ask(socket, "ask", 5000, [Buffer.from("q")]), { ok: true, answer });

      const other = await connect(namespace, options);
      other.on("question", (question, ack) => ack("other"));
      const room = `questions in ${place}`;
      await ask(other, "join", room);
      assert.deepEqual(await ask(socket, "ask-room", room, 5000, 1), { ok: true, answers: ["other"] });
    });

    test("bursts, also beyond what is kept for one client", async () => {
      const socket = await connect(namespace, options);
      const [texts, blobs] = [collect(socket, "item"), collect(socket, "item-bin")];
      assert.equal(await ask(socket, "burst", 400, 50_000), 400);
      assert.deepEqual(texts.map(([i]) => i), Array.from({ length: 400 }, (_, i) => i));
      assert.ok(texts.every(([, text]) => text === "x".repeat(50_000)));
      assert.equal(await ask(socket, "burst-bin", 300, 3), 300);
      assert.deepEqual(blobs.at(-1), [299, Buffer.alloc(3, 299 % 256)]);
    });

    test("volatile events come in order, and never hold up others", async () => {
      const socket = await connect(namespace, options);
      const volatile = collect(socket, "v");
      socket.emit("volatile", 100);
      assert.deepEqual(await next(socket, "after"), [100]);
      const numbers = volatile.map(([number]) => number);
      assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
    });

    test("rooms and broadcasts", async () => {
      const [one, two, three] = [await connect(namespace, options), await connect(namespace, options), await connect(namespace, options)];
      const heard = [one, two, three].map((socket) => collect(socket, "news"));
      assert.deepEqual(await ask(one, "join", ["red", "blue"]), ["blue", "red"]);
      assert.deepEqual(await ask(two, "join", "red"), ["red"]);
      assert.deepEqual(await ask(three, "join", "blue"), ["blue"]);
      const to = (target, word) => acknowledged(one, "to", target, "news", [word, Buffer.from(word)]);
      await to({ scope: "server", rooms: "red" }, "a");
      await to({ rooms: ["red", "blue"], except: "blue" }, "b");
      await to({ rooms: ["red", "blue"], local: true }, "c");
      await to({ rooms: [] }, "for nobody");
      await Promise.all([one, two, three].map((socket) => ask(socket, "echo", "fence")));
      const words = heard.map((events) => events.map(([word, bytes]) => (assert.equal(String(bytes), word), word)));
      assert.deepEqual(words, [["a"], ["a", "b", "c"], ["c"]]);

      await ask(two, "set", "name", { of: "two" });
      await acknowledged(one, "move-room", { in: "red", join: ["green", "gray"], leave: ["red", "gray"] });
      const members = await ask(one, "fetch", "green");
      const described = members.find(({ id }) => id === two.id);
      assert.deepEqual(described, { id: two.id, rooms: [two.id, "green"].toSorted(), data: { name: { of: "two" } } });
      assert.equal(members.length, 2);
      assert.deepEqual(await ask(two, "leave", "green"), []);

      const kicked = next(one, "disconnect");
      await acknowledged(two, "kick", "green", false);
      assert.equal((await kicked)[0], "io server disconnect");
      const closed = next(three.io, "close");
      await acknowledged(two, "kick", "blue", true);
      await closed;
    });

    test("other nodes are asked, of which there are none", async () => {
      const socket = await connect(namespace, options);
      assert.deepEqual(await ask(socket, "sse", { any: [Buffer.from("thing")] }), { ok: true, answers: [] });
    });

    test("the server ends a socket, a client, a connection", async () => {
      const tag = `ends in ${place}`;
      for (const [args, reason] of [
        [["bye", false], "io server disconnect"],
        [["bye", true], "io server disconnect"],
        [["drop"], "transport close"],
      ]) {
        const socket = await connect(namespace, { ...options, auth: { tag } });
        socket.emit(...args);
        assert.equal((await next(socket, "disconnect"))[0], reason);
      }
      const records = await log(tag, 9);
      const reasons = records.filter(({ event }) => event === "disconnect").map(({ reason }) => reason);
      assert.deepEqual(reasons, ["server namespace disconnect", "server namespace disconnect", "forced close"]);
    });

    test("a handler that panics takes nobody with it", async () => {
      const socket = await connect(namespace, options);
      socket.emit("boom");
      assert.deepEqual(await ask(socket, "echo", "alive"), "alive");
    });
  });
}

test("a socket learns who it is", async () => {
  const auth = { tag: "whoami" };
  const socket = await connect("/custom", { auth, query: { a: "1 2" }, extraHeaders: { "x-extra": "yes" } });
  await upgraded(socket);
  await ask(socket, "set", "color", "red");
  await ask(socket, "set", "Not-a-key", "ignored");
  const { handshake, ...rest } = await ask(socket, "whoami");
  const { id } = socket;
  assert.deepEqual(rest, {
    id,
    nsp: "/custom",
    rooms: [id],
    transport: "websocket",
    recovered: false,
    data: { color: "red" },
    node: "fixture",
  });
  assert.deepEqual(handshake.auth, auth);
  assert.equal(handshake.query.a, "1 2");
  assert.equal(handshake.query.transport, "polling");
  assert.equal(handshake.headers["x-extra"], "yes");
  assert.ok(handshake.url.startsWith("/socket.io/?"));
  assert.deepEqual([handshake.secure, handshake.xdomain, handshake.address], [false, false, "127.0.0.1"]);
  assert.ok(Math.abs(handshake.issued - Date.now()) < 60_000);
});

test("SIGTERM ends everything in order", async () => {
  const doomed = await startFixture("contract");
  const socket = io(doomed.url, { transports: ["websocket"], reconnection: false });
  await connected(socket);
  const left = next(socket, "disconnect");
  assert.equal(await within("the exit", (resolve) => doomed.terminate().then(resolve)), 0);
  assert.equal((await left)[0], "transport close");
});
