// A generated client whose server has another contract by now.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { connected, next, overEachTransport, startServer } from "./harness.mjs";
import "./typescript.mjs";

const { connectAnnex, connectHouse, mustReload } = await import("../types/lab.gen.ts");
const text = readFileSync(new URL("../types/lab.gen.ts", import.meta.url), "utf8");
const [, contract] = text.match(/^const contract = "([0-9a-f]{16})";$/m);

const server = await startServer("--outdated", contract);

/** What the clients that the test opens have in common. */
const options = (way) => ({ transports: way.transports, forceNew: true, reconnection: false });

overEachTransport(server, ({ open, way }) => {
  test("a page that is out of date is told to reload, whatever it connects to", async () => {
    const pages = [
      () => connectAnnex(server.url, options(way)),
      // Nobody has looked at the parameters or the credentials yet.
      () => connectHouse(server.url, { floor: 1, door: "1" }, { ...options(way), auth: { name: 7 } }),
    ];
    for (const page of pages) {
      const socket = page();
      const [error] = await next(socket, "connect_error");
      assert.equal(mustReload(error), true);
      const message = "This page is out of date. Reload it to go on.";
      assert.equal(error.message, message);
      // This server refuses its own contract, so that the page would be the same again.
      assert.deepEqual(error.data, { code: "wigwag.reload", message, hash: contract });
      // The client does not try again by itself.
      assert.equal(socket.active, false);
      socket.disconnect();
    }
  });

  test("a client that was not generated is let in", async () => {
    const socket = open("/annex");
    await connected(socket);
  });

  test("a client of another contract is let in", async () => {
    const socket = open("/annex", { query: { wigwag: "0123456789abcdef" } });
    await connected(socket);
  });
});
