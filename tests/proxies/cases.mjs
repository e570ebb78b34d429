// What is tested through more than one proxy.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engineClients, engineEssentials } from "../interop/engine.mjs";
import { essentials, MAX_PAYLOAD } from "../interop/essentials.mjs";
import { acknowledged, admitted, clients, collect, connected, next, WAYS, withEachClient, within } from "../interop/harness.mjs";
import { NEWEST, NEWEST_ENGINE, OLDEST, OLDEST_ENGINE } from "../interop/versions.mjs";

/** The newest and the oldest clients do through the proxy all that they do without it. */
export function everythingWorks(proxied) {
  withEachClient([NEWEST, OLDEST], proxied, essentials);
  for (const library of [NEWEST_ENGINE, OLDEST_ENGINE]) {
    describe(`engine.io-client ${library.version}`, () => {
      for (const way of WAYS) {
        describe(`over ${way.name}`, () => engineEssentials(engineClients(proxied.url, way, library)));
      }
    });
  }
}

/** A proxy that does not know WebSocket: the upgrade fails, and nobody notices. */
export function failedUpgradesHarmNothing(proxied) {
  for (const library of [NEWEST, OLDEST]) {
    const { open } = clients(proxied, { transports: ["polling", "websocket"] }, library);

    test(`socket.io-client ${library.version} stays on polling and loses nothing`, async () => {
      const socket = open("/lab", { auth: admitted("ada") });
      const { engine } = socket.io;
      const failed = within("the end of the attempt", (resolve) => engine.once("upgradeError", resolve));
      const counted = collect(socket, "counted");
      const count = (from, to) => {
        for (let number = from; number < to; number += 1) socket.emit("count", { number, ballast: null });
      };
      count(0, 100);
      await failed;
      count(100, 200);
      assert.deepEqual(await acknowledged(socket, "tally"), [{ counted: 200, inOrder: true }]);
      assert.deepEqual(counted.map(([{ number }]) => number), Array.from({ length: 200 }, (_, i) => i));
      assert.equal(engine.transport.name, "polling");
    });
  }

  test("the newest client begins with WebSocket and falls back to polling", async () => {
    const { connect } = clients(proxied, { transports: ["websocket", "polling"] });
    const socket = await connect("/annex", { tryAllTransports: true });
    assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
    assert.equal(socket.io.engine.transport.name, "polling");
  });
}

/** A proxy that ends what is silent before the next ping: the client comes back each time. */
export function timeoutsAreSurvived(proxied) {
  // While it upgrades, a client is not silent.
  for (const way of WAYS.filter(({ name }) => name !== "polling while it upgrades")) {
    const { open } = clients(proxied, way);

    test(`a client over ${way.name} comes back`, async () => {
      const again = { reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 20 };
      const socket = open("/annex", again);
      const lost = next(socket, "disconnect");
      await connected(socket);
      const first = socket.id;
      const [reason] = await lost;
      assert.match(reason, /^transport (close|error)$/);
      assert.deepEqual(await acknowledged(socket, "shout", "still here"), ["STILL HERE"]);
      assert.notEqual(socket.id, first);
    });
  }
}

/** A proxy that ends TLS, with a certificate whose issuer is `ca`. */
export function tlsEndsAtTheProxy(proxied, ca) {
  for (const library of [NEWEST, OLDEST]) {
    for (const way of WAYS) {
      const { connect } = clients({ ...proxied, options: { ca } }, way, library);

      test(`socket.io-client ${library.version} over ${way.name}`, async () => {
        const socket = await connect("/untyped");
        const args = ["Ærø", { deep: [Buffer.alloc(0.5 * MAX_PAYLOAD, 7)] }];
        assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
      });
    }
  }
}

/** A proxy that compresses: what it answers to a poll is compressed, and clients read it. */
export function compressionIsRead(proxied, transports) {
  test("answers are compressed", async () => {
    const response = await fetch(`${proxied.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { "accept-encoding": "gzip" },
    });
    assert.equal(response.headers.get("content-encoding"), "gzip");
    assert.match(await response.text(), /^0\{"sid":"/);
  });

  test("a client reads compressed answers", async () => {
    const { connect } = clients(proxied, { transports });
    const socket = await connect("/untyped");
    const args = ["x".repeat(0.5 * MAX_PAYLOAD), { deep: [Buffer.from([1, 2, 3])] }];
    assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
  });
}
