// The profile `engine-client` of the fixture, with the newest official engine.io-client: what the client's own
// tests are about, as far as the server has a part in it.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { Socket } from "engine.io-client";
import { startFixture } from "./fixture.mjs";
import { next, within } from "./harness.mjs";

const server = await startFixture("engine-client");

const opened = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

/** A client that has begun to connect. */
function open(options = {}) {
  const socket = new Socket(server.url, options);
  opened.push(socket);
  return socket;
}

/** A client that is connected and has been greeted. */
async function connect(options) {
  const socket = open(options);
  const messages = [];
  const greeted = new Promise((resolve) =>
    socket.on("message", (message) => (messages.push(message), resolve())),
  );
  await within("the greeting", (resolve, reject) => {
    greeted.then(resolve);
    socket.once("error", reject);
  });
  assert.deepEqual(messages, ["hi"]);
  return socket;
}

/** The answer to a message. */
async function ask(socket, message) {
  const answer = next(socket, "message");
  socket.send(message);
  return (await answer)[0];
}

function upgraded(socket) {
  if (socket.transport.name === "websocket") return Promise.resolve();
  return within("the upgrade", (resolve) => socket.once("upgrade", resolve));
}

/** The next error, with what the client forgets of it afterwards. */
function failure(socket) {
  return within("an error", (resolve) => {
    socket.once("error", (error) => {
      const { status, responseText } = error.context ?? {};
      resolve({ error, status, responseText });
    });
  });
}

for (const transports of [["polling"], ["websocket"]]) {
  describe(`over ${transports}`, () => {
    test("text comes back unchanged", async () => {
      const socket = await connect({ transports });
      for (const text of ["hello", "€€€€ 🎈 漢字", "\u0000"]) assert.equal(await ask(socket, text), text);
    });

    test("the server sends text that is not ASCII", async () => {
      const socket = await connect({ transports });
      assert.match(await ask(socket, "give utf8"), /^[\p{Script=Cyrillic} ]+$/u);
    });

    for (const options of [{}, { forceBase64: true }]) {
      test(`binary goes both ways with ${JSON.stringify(options)}`, async () => {
        const socket = await connect({ transports, ...options });
        assert.deepEqual(await ask(socket, "give binary"), Buffer.from([0, 1, 2, 3, 4]));
        socket.binaryType = "arraybuffer";
        const answer = await ask(socket, "give binary");
        assert.ok(answer instanceof ArrayBuffer);
        assert.deepEqual([...new Uint8Array(answer)], [0, 1, 2, 3, 4]);
        for (const bytes of [new Uint8Array([1, 255, 0]), new Uint8Array(0), new Uint8Array([9, 8, 7]).buffer]) {
          assert.deepEqual(new Uint8Array(await ask(socket, bytes)), new Uint8Array(bytes));
        }
      });
    }

    test("text and binary keep their order", async () => {
      const socket = await connect({ transports });
      const sent = ["one", Buffer.from([2]), "three", Buffer.from([4])];
      const returned = [];
      const all = within("the echo", (resolve) => {
        socket.on("message", (message) => returned.push(message) === sent.length && resolve());
      });
      for (const message of sent) socket.send(message);
      await all;
      assert.deepEqual(returned, sent);
    });

    test("the client's write callbacks and drain fire", async () => {
      const socket = await connect({ transports });
      const drained = next(socket, "drain");
      await within("the callback", (resolve) => socket.send("a", resolve));
      await drained;
    });

    test("the session lives from ping to ping", async () => {
      const socket = await connect({ transports });
      for (let beats = 0; beats < 2; beats += 1) await next(socket, "heartbeat");
      assert.equal(await ask(socket, "still here"), "still here");
    });

    test("the client ends the session", async () => {
      const socket = await connect({ transports });
      const { id } = socket;
      const closed = next(socket, "close");
      socket.close();
      assert.equal((await closed)[0], "forced close");
      await gone(id);
    });

    test("what the client sends before it closes leaves it", async () => {
      const socket = await connect({ transports });
      const ended = Promise.all([next(socket, "drain"), next(socket, "close")]);
      socket.send("last words");
      socket.close();
      await ended;
    });

    test("a client that is denied learns it", async () => {
      const { error, responseText } = await failure(open({ transports, query: { deny: 1 } }));
      if (transports[0] === "polling") {
        assert.equal(error.message, "xhr poll error");
        assert.equal(error.description, 403);
        assert.equal(responseText, '{"code":4,"message":"Forbidden"}');
      } else {
        assert.equal(error.message, "websocket error");
        assert.match(error.description.message, /400/);
      }
    });
  });
}

/** Waits until the server does not know a session any more. The question is refused either way, and touches no request of the client. */
async function gone(id) {
  const url = `${server.url}/engine.io/?EIO=4&transport=websocket&sid=${id}`;
  for (;;) {
    const answer = await fetch(url);
    assert.equal(answer.status, 400);
    if ((await answer.text()) === '{"code":1,"message":"Session ID unknown"}') return;
  }
}

describe("limits", () => {
  test("a POST above maxPayload is answered with 413", async () => {
    const socket = await connect({ transports: ["polling"] });
    const failed = Promise.all([failure(socket), next(socket, "close")]);
    socket._maxPayload = undefined;
    socket.send("a".repeat(101));
    const [{ error, status, responseText }, [reason, details]] = await failed;
    assert.equal(error.message, "xhr post error");
    assert.equal(error.description, 413);
    assert.equal(status, 413);
    assert.equal(responseText, "");
    assert.equal(reason, "transport error");
    assert.equal(details, error);
  });

  test("a WebSocket message above maxPayload closes with 1009", async () => {
    const socket = await connect({ transports: ["websocket"] });
    socket.send("a".repeat(101));
    const [reason, { description, context }] = await next(socket, "close");
    assert.equal(reason, "transport close");
    assert.equal(description, "websocket connection closed");
    assert.equal(context.code, 1009);
    assert.equal(context.reason, "");
  });

  test("the client cuts what it sends into POSTs that fit", async () => {
    const socket = await connect({ transports: ["polling"] });
    const sent = Array.from({ length: 20 }, (_, i) => `${i} ${"x".repeat(40)}`);
    const returned = [];
    const all = within("the echo", (resolve) => {
      socket.on("message", (message) => returned.push(message) === sent.length && resolve());
    });
    for (const message of sent) socket.send(message);
    await all;
    assert.deepEqual(returned, sent);
  });

  test("a session that is not known is refused in words", async () => {
    const socket = await connect({ transports: ["polling"] });
    socket.transport.query.sid = "abc";
    const failed = Promise.all([failure(socket), next(socket, "close")]);
    socket.send("anything");
    const [{ error, responseText }, [reason]] = await failed;
    assert.equal(error.message, "xhr post error");
    assert.equal(error.description, 400);
    assert.equal(responseText, '{"code":1,"message":"Session ID unknown"}');
    assert.equal(reason, "transport error");
  });
});

describe("headers", () => {
  test("extra headers come with every request", async () => {
    const extraHeaders = { "X-Custom-Header-For-My-Project": "my-secret-access-token", Cookie: "user_session=NI2JlCKF90aE0sJZD9ZzujtdsUqNYSBYxzlTsvdSUe35ZzdtVRGqYFr0kdGxbfc5gUOkR9RGp20GVKza" };
    const socket = await connect({ transports: ["polling"], extraHeaders });
    const headers = JSON.parse(await ask(socket, "sendHeaders"));
    assert.equal(headers["x-custom-header-for-my-project"], "my-secret-access-token");
    assert.equal(headers.cookie, extraHeaders.Cookie);
    assert.match(headers["content-type"], /^text\/plain/i);
  });

  test("the handshake sets cookies", async () => {
    const { headers } = await fetch(`${server.url}/engine.io/?EIO=4&transport=polling`);
    const [one, two, three, four, ...rest] = headers.getSetCookie();
    assert.equal(one, "1=1; Max-Age=86400");
    assert.equal(two, "2=2; Path=/; HttpOnly; Secure; SameSite=Strict");
    assert.equal(three, "3=3; Max-Age=0");
    assert.match(four, /^4=4; Expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    assert.ok(Math.abs(Date.parse(four.split("=")[2]) - Date.now()) < 60_000);
    assert.deepEqual(rest, []);
  });

  test("a client with credentials returns the cookies that last", async () => {
    const socket = await connect({ transports: ["polling"], withCredentials: true });
    assert.equal(JSON.parse(await ask(socket, "sendHeaders")).cookie, "1=1; 2=2");
  });

  test("a client without credentials returns none", async () => {
    const socket = await connect({ transports: ["polling"] });
    assert.equal(JSON.parse(await ask(socket, "sendHeaders")).cookie, undefined);
  });
});

describe("upgrades", () => {
  test("the session moves to WebSocket, and nothing is lost on the way", async () => {
    const socket = open();
    const messages = [];
    socket.on("message", (message) => messages.push(message));
    await next(socket, "open");
    const sent = ["hi"];
    const moved = upgraded(socket);
    for (let isMoved = false; !isMoved; ) {
      socket.send(`message ${sent.length}`);
      sent.push(`message ${sent.length}`);
      isMoved = await Promise.race([moved.then(() => true), new Promise((resolve) => setImmediate(resolve))]);
    }
    assert.equal(socket.transport.name, "websocket");
    sent.push("the last");
    const last = within("the last", (resolve) => {
      socket.on("message", (message) => message === "the last" && resolve());
    });
    socket.send("the last");
    await last;
    assert.deepEqual(messages, sent);
  });

  test("binary that was sent before the upgrade comes back after it", async () => {
    const socket = await connect();
    const moved = upgraded(socket);
    const returned = next(socket, "message");
    socket.send(Buffer.from([1, 2, 3]));
    assert.deepEqual((await returned)[0], Buffer.from([1, 2, 3]));
    await moved;
    assert.deepEqual(await ask(socket, "give binary"), Buffer.from([0, 1, 2, 3, 4]));
  });

  test("a client that closes during the upgrade closes after it", async () => {
    const socket = open();
    await next(socket, "open");
    const { id } = socket;
    const events = [];
    for (const event of ["upgrade", "upgradeError", "close"]) socket.on(event, () => events.push(event));
    await next(socket, "upgrading");
    const closed = next(socket, "close");
    socket.close();
    await closed;
    assert.deepEqual(events, ["upgrade", "close"]);
    await gone(id);
  });

  test("a client that closes at once leaves nothing behind", async () => {
    const socket = open();
    await next(socket, "open");
    const { id } = socket;
    const closed = next(socket, "close");
    socket.close();
    assert.equal((await closed)[0], "forced close");
    await gone(id);
  });

  test("a client without upgrades stays where it is", async () => {
    const socket = await connect({ upgrade: false });
    assert.equal(await ask(socket, "stay"), "stay");
    assert.equal(socket.transport.name, "polling");
  });

  test("a client that remembers an upgrade begins with WebSocket", async () => {
    const first = await connect({ rememberUpgrade: true });
    await upgraded(first);
    const second = await connect({ rememberUpgrade: true });
    assert.equal(second.transport.name, "websocket");
    Socket.priorWebsocketSuccess = false;
  });

  test("a client that prefers WebSocket is not offered another", async () => {
    const socket = await connect({ transports: ["websocket", "polling"] });
    assert.equal(socket.transport.name, "websocket");
  });

  test("a client tries its next transport when the first is denied", async () => {
    const socket = open({ transports: ["websocket", "polling"], tryAllTransports: true, query: { deny: 1 } });
    const [error] = await next(socket, "error");
    assert.equal(error.message, "xhr poll error");
  });
});

describe("requests", () => {
  test("a client on another path finds nothing", async () => {
    const [error] = await next(open({ path: "/elsewhere", transports: ["polling"] }), "error");
    assert.equal(error.description, 404);
  });

  test("a client with a timestamp and a query is served", async () => {
    const socket = await connect({ timestampRequests: true, query: { foo: "bar", transport2: "x" } });
    assert.equal(await ask(socket, "served"), "served");
  });

  test("a client that speaks another revision is refused", async () => {
    const answer = await fetch(`${server.url}/engine.io/?EIO=3&transport=polling`);
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), { code: 5, message: "Unsupported protocol version" });
  });
});
