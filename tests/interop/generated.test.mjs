// The generated clients, run as they are: only their types are taken away.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, describe, test } from "node:test";
import { acknowledged, admitted, connected, next, startServer, WAYS } from "./harness.mjs";
import "./typescript.mjs";

const { AckError, connectAnnex, connectHouse, connectLab, houseRejection, labRejection, mustReload, unwrap } =
  await import("../types/lab.gen.ts");
const text = readFileSync(new URL("../types/lab.gen.ts", import.meta.url), "utf8");
const [, contract] = text.match(/^const contract = "([0-9a-f]{16})";$/m);

const server = await startServer();
const opened = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect();
});

for (const { name, transports } of WAYS.filter(({ transports }) => transports.length === 1)) {
  describe(`over ${name}`, () => {
    /** The socket that `connect` opens with these arguments, of which the last are its options. */
    const open = (connect, ...args) => {
      const options = args.pop();
      const socket = connect(...args, { transports, forceNew: true, reconnection: false, ...options });
      opened.push(socket);
      return socket;
    };
    const enter = async (...args) => {
      const socket = open(...args);
      await connected(socket);
      return socket;
    };
    const house = (params, options, url = server.url) =>
      open(connectHouse, url, params, { auth: { name: "Ada" }, ...options });
    const visit = async (...args) => {
      const socket = house(...args);
      await connected(socket);
      return socket.emitWithAck("whereabouts");
    };

    test("a namespace without parameters", async () => {
      const socket = await enter(connectAnnex, server.url, {});
      assert.equal(await socket.emitWithAck("shout", "hello"), "HELLO");
    });

    test("parameters and credentials arrive", async () => {
      const { floor, door, visitor } = await visit({ floor: -1, door: "cellar" });
      assert.deepEqual({ floor, door, visitor }, { floor: -1, door: "cellar", visitor: "Ada" });
    });

    test("a parameter may be any text", async () => {
      for (const door of ["a/b", "50 %?", "größe", "a&b=c#d", "{door}", "..", "a,b"]) {
        assert.equal((await visit({ floor: "2", door })).door, door);
      }
    });

    test("credentials may be given by a function", async () => {
      const auth = (present) => present({ name: "Grace" });
      assert.equal((await visit({ floor: 0, door: "hall" }, { auth })).visitor, "Grace");
    });

    test("the server is told of the contract, and of any other query", async () => {
      const where = { floor: 0, door: "hall" };
      const query = { theme: "dark mode" };
      assert.deepEqual((await visit(where)).query, { wigwag: contract });
      assert.deepEqual((await visit(where, { query })).query, { theme: "dark mode", wigwag: contract });
      // As in socket.io-client itself the query of the URL comes before the option.
      const urls = [`${server.url}?tab=1&of=a%26b`, `${server.url}/?tab=1&of=a%26b`];
      for (const url of urls) {
        assert.deepEqual((await visit(where, { query }, url)).query, { tab: "1", of: "a&b", wigwag: contract });
      }
      for (const url of [`${server.url}/`, `${server.url}//`, `${server.url}?`]) {
        assert.deepEqual((await visit(where, {}, url)).query, { wigwag: contract });
      }
    });

    test("without a URL it is the server that the page came from", async (context) => {
      globalThis.location = new URL(server.url);
      context.after(() => delete globalThis.location);
      for (const url of ["", "/", "?"]) {
        assert.deepEqual((await visit({ floor: 0, door: "hall" }, {}, url)).query, { wigwag: contract });
      }
    });

    test("the options of a program are left as they are", async () => {
      const options = { auth: { name: "Ada" }, transports, forceNew: true };
      for (const url of [server.url, `${server.url}?tab=1`]) {
        const socket = connectHouse(url, { floor: 0, door: "hall" }, options);
        opened.push(socket);
        await connected(socket);
      }
      assert.deepEqual(Object.keys(options), ["auth", "transports", "forceNew"]);
    });

    test("a refusal has its type", async () => {
      const [error] = await once(house({ floor: -1, door: "vault" }), "connect_error");
      assert.deepEqual(houseRejection(error), { code: "locked", door: "vault" });
      assert.equal(mustReload(error), false);
      const stranger = open(connectLab, server.url, { auth: { user: "ada", password: "sesame" } });
      const [refused] = await once(stranger, "connect_error");
      assert.deepEqual(labRejection(refused), { code: "wrongPassword", user: "ada" });
    });

    test("a refusal by the server itself is none of the contract's", async () => {
      const [error] = await once(open(connectLab, server.url, { auth: { user: 7 } }), "connect_error");
      assert.match(error.data.code, /^wigwag\./);
      assert.equal(labRejection(error), undefined);
      assert.equal(mustReload(error), false);
    });

    test("an outcome is unwrapped", async () => {
      const socket = await enter(connectLab, server.url, { auth: admitted("ada") });
      assert.equal(await unwrap(socket.emitWithAck("divide", 12, 4)), 3);
      const error = await unwrap(socket.emitWithAck("divide", 12, 0)).catch((error) => error);
      assert.ok(error instanceof AckError && error instanceof Error);
      assert.equal(error.name, "AckError");
      assert.deepEqual(error.error, { code: "divisionByZero", dividend: 12 });
      assert.match(error.message, /divisionByZero/);
      const bad = await unwrap(socket.emitWithAck("divide", "twelve", 4)).catch(({ error }) => error);
      assert.equal(bad.code, "wigwag.invalid_payload");
    });

    test("an event is acknowledged as Node does, and has its old name", async () => {
      const socket = house({ floor: 0, door: "hall" });
      await connected(socket);
      for (const name of ["bell:ring", "ring"]) {
        assert.deepEqual(await acknowledged(socket, name, 2), [null, "dingding"]);
        assert.deepEqual(await acknowledged(socket, name, 4), [{ allowed: 3 }]);
        const [{ code }, ...rest] = await acknowledged(socket, name, "often");
        assert.deepEqual([code, rest], ["wigwag.invalid_payload", []]);
      }
    });

    test("what comes back from nobody is not unwrapped", async () => {
      const socket = await enter(connectLab, server.url, { auth: admitted("ada") });
      socket.disconnect();
      await assert.rejects(unwrap(socket.timeout(1).emitWithAck("divide", 12, 4)), /operation has timed out/);
    });

    test("events of the server arrive", async () => {
      const socket = await enter(connectLab, server.url, { auth: admitted("ada") });
      const noted = next(socket, "noted");
      socket.emit("note", "hello");
      assert.deepEqual(await noted, ["hello"]);
    });
  });
}

test("a refusal of the contract asks for a reload", () => {
  const refused = (data) => Object.assign(new Error("refused"), { data });
  assert.equal(mustReload(refused({ code: "wigwag.reload", message: "", hash: "" })), true);
  for (const data of [undefined, null, "wigwag.reload", {}, { code: 7 }, { code: "wigwag.forbidden" }]) {
    assert.equal(mustReload(refused(data)), false);
  }
  assert.equal(labRejection(refused("busy")), "busy");
  assert.equal(labRejection(refused(undefined)), undefined);
});
