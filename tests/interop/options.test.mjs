// The options of the official client that concern the server.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Fetch, NodeWebSocket, NodeXHR } from "engine.io-client";
import { MAX_PAYLOAD } from "./essentials.mjs";
import { startGate } from "./gate.mjs";
import { acknowledged, clients, collect, next, startServer, upgraded } from "./harness.mjs";
import { SOCKET_IO_CLIENTS } from "./versions.mjs";

const [server, elsewhere, withoutWebSocket, withoutSlash, withCookie] = await Promise.all([
  startServer(),
  startServer("--path", "/realtime"),
  startServer("--transport", "polling"),
  startServer("--without-slash"),
  startServer("--cookie", "io"),
]);

/** The transport that carries a socket at the moment. */
const carrier = (socket) => socket.io.engine.transport.name;

for (const library of SOCKET_IO_CLIENTS) {
  describe(`socket.io-client ${library.version}`, () => {
    const { connect, open } = clients(server, { transports: ["polling", "websocket"] }, library);

    for (const path of ["/realtime", "/realtime/"]) {
      test(`the path ${path} leads to the server`, async () => {
        const socket = await connect("/annex", { url: elsewhere.url, path });
        await upgraded(socket);
        assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
      });
    }

    test("a client that does not want to upgrade stays on polling", async () => {
      const socket = await connect("/annex", { upgrade: false });
      assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
      assert.equal(carrier(socket), "polling");
    });

    test("a client that remembers its upgrade begins with WebSocket", async () => {
      await upgraded(await connect("/annex", { rememberUpgrade: true }));
      const socket = await connect("/annex", { rememberUpgrade: true });
      assert.equal(carrier(socket), "websocket");
      assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
    });

    test("a server without WebSocket does not offer it", async () => {
      const socket = await connect("/annex", { url: withoutWebSocket.url });
      const offered = socket.io.engine.upgrades ?? socket.io.engine._upgrades;
      assert.deepEqual(offered, []);
      assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
    });

    test("a client that is refused a WebSocket falls back to polling by hand", async () => {
      const socket = open("/annex", {
        url: withoutWebSocket.url,
        transports: ["websocket"],
        reconnection: true,
        reconnectionDelay: 1,
      });
      socket.io.once("error", () => (socket.io.opts.transports = ["polling"]));
      await next(socket, "connect");
      assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
    });

    test("a client names a subprotocol for its WebSocket", async () => {
      const socket = await connect("/annex", { transports: ["websocket"], protocols: ["chat", "talk"] });
      assert.equal(socket.io.engine.transport.ws.protocol, "chat");
    });
  });
}

describe("the newest client", () => {
  const { connect, open } = clients(server, { transports: ["polling", "websocket"] });

  for (const addTrailingSlash of [false, true]) {
    test(`asks for the path ${addTrailingSlash ? "with" : "without"} a slash where none is needed`, async () => {
      const socket = await connect("/mirror", { url: withoutSlash.url, addTrailingSlash });
      await upgraded(socket);
      const [{ url }] = await acknowledged(socket, "handshake");
      assert.equal(url.split("?")[0], addTrailingSlash ? "/socket.io/" : "/socket.io");
    });
  }

  test("finds nothing without the slash that is needed", async () => {
    const [error] = await next(open("/mirror", { addTrailingSlash: false }), "connect_error");
    assert.equal(error.description, 404);
  });

  test("keeps the session's cookie and shows it with the WebSocket", async (context) => {
    const shown = [];
    const gate = await startGate(withCookie.port, { read: (request) => shown.push(cookies(request)) });
    context.after(() => gate.close());
    gate.open();
    const socket = await connect("/annex", { url: gate.url, withCredentials: true });
    await upgraded(socket);
    const { id } = socket.io.engine;
    assert.deepEqual(shown[0], undefined);
    assert.ok(shown.length > 1);
    for (const cookie of shown.slice(1)) assert.equal(cookie, `io=${id}`);
  });

  test("tries one transport after the other", async () => {
    const transports = ["websocket", "polling"];
    const socket = await connect("/annex", { url: withoutWebSocket.url, transports, tryAllTransports: true });
    assert.equal(carrier(socket), "polling");
    assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
  });

  for (const [name, transports] of [
    ["Fetch", [Fetch]],
    ["NodeXHR", [NodeXHR]],
    ["NodeWebSocket", [NodeWebSocket]],
    ["Fetch and NodeWebSocket", [Fetch, NodeWebSocket]],
  ]) {
    test(`uses the transports ${name}`, async () => {
      const socket = await connect("/untyped", { transports });
      if (transports.length > 1) await upgraded(socket);
      // Enough for answers that are compressed.
      const args = ["Ærø".repeat(10_000), { deep: [Buffer.from([1, 2, 3])] }];
      assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
    });
  }

  test("cuts what it has to say into requests that the server takes", async () => {
    const socket = await connect("/untyped", { transports: ["polling"] });
    const returned = collect(socket, "message-back");
    const sent = Array.from({ length: 5 }, (_, i) => [i, "x".repeat(0.4 * MAX_PAYLOAD)]);
    for (const args of sent) socket.emit("message", ...args);
    await acknowledged(socket, "message-with-ack");
    assert.deepEqual(returned, sent);
  });

  test("delivers its events one by one, each until it is acknowledged", async () => {
    const socket = await connect("/untyped", { retries: 2, ackTimeout: 10_000 });
    const answers = await Promise.all([1, 2, 3].map((i) => acknowledged(socket, "message-with-ack", i)));
    assert.deepEqual(answers, [1, 2, 3].map((i) => [null, i]));
  });
});

/** The cookies of a request. */
function cookies(request) {
  return request.toString().match(/^cookie: (.*)\r$/im)?.[1];
}
