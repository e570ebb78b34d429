// The official client comes back to its session, over each transport and in both formats.

import assert from "node:assert/strict";
import { test } from "node:test";
import parser from "socket.io-msgpack-parser";
import { startGate } from "./gate.mjs";
import { acknowledged, connected, next, overEachTransport, startServer, within } from "./harness.mjs";

const again = { reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 20 };

// Where the WebSocket breaks after it has answered the probe of an upgrade, and what the client polled for arrives all the same, the
// official client neither upgrades nor polls again: its own heartbeat is what notices, so that it has to come within the deadline.
const server = (...options) => startServer("--recovery", "--ping-interval", 1_000, "--ping-timeout", 9_000, ...options);

const servers = [await server(), { ...(await server("--msgpack")), options: { parser } }];

for (const server of servers) {
  overEachTransport(server, ({ connect, open }) => {
    /** A client behind a gate, with the waves that it has got. */
    async function bather(context) {
      const gate = await startGate(server.port);
      context.after(() => gate.close());
      gate.open();
      const socket = await connect("/tide", { url: gate.url, ...again });
      const waves = [];
      const watchers = [];
      socket.on("wave", (number) => {
        waves.push(number);
        for (const watcher of watchers) watcher(number);
      });
      /** Waits for the wave `number`. */
      const reached = (number) =>
        within(`wave ${number}`, (resolve) => {
          if (waves.includes(number)) resolve();
          watchers.push((wave) => wave === number && resolve());
        });
      /** Breaks the connection, and mends what breaks it when the client has noticed. */
      const breaks = async () => {
        const lost = next(socket, "disconnect");
        gate.cut();
        await lost;
        gate.mend();
      };
      return { socket, waves, reached, breaks, gate };
    }

    const numbers = (count) => Array.from({ length: count }, (_, number) => number);

    test("a cut in the middle of a burst costs nothing and doubles nothing", async (context) => {
      const { socket, waves, reached, breaks } = await bather(context);
      const { id } = socket;
      socket.emit("flow", id, 2_000);
      for (const wave of [50, 400, 900]) {
        await reached(wave);
        await breaks();
        await connected(socket);
        assert.equal(socket.recovered, true);
        assert.equal(socket.id, id);
      }
      await reached(1_999);
      assert.deepEqual(waves, numbers(2_000));
      // The other direction lives as well, and the server has kept what belongs to the socket.
      await acknowledged(socket, "pebble", 1);
      await breaks();
      await connected(socket);
      await acknowledged(socket, "pebble", 2);
      assert.deepEqual(await acknowledged(socket, "pebbles"), [[1, 2], true]);
    });

    test("a client comes back before it has received anything", async (context) => {
      const { socket, waves, reached, breaks } = await bather(context);
      const { id } = socket;
      const other = await connect("/tide");
      await breaks();
      other.emit("flow", id, 10);
      await connected(socket);
      await reached(9);
      assert.deepEqual([socket.recovered, socket.id, waves], [true, id, numbers(10)]);
    });

    test("what was missed is there when the client is told that it is connected", async (context) => {
      const { socket, waves, reached, gate } = await bather(context);
      socket.emit("flow", socket.id, 1);
      await reached(0);
      waves.length = 0;
      const lost = next(socket, "disconnect");
      gate.cut();
      await lost;
      const other = await connect("/tide");
      const last = within("the last wave", (resolve) => other.on("wave", (number) => number === 4 && resolve()));
      other.emit("flow", "shore", 5);
      await last;
      const seen = within("the connection", (resolve) => socket.once("connect", () => resolve([...waves])));
      gate.mend();
      assert.deepEqual(await seen, numbers(5));
    });

    test("whoever uses the secret of a client puts it out, and nobody shares a socket", async () => {
      const socket = await connect("/tide", again);
      const { id } = socket;
      const out = next(socket, "disconnect");
      const thief = open("/tide", { auth: { pid: socket._pid } });
      await connected(thief);
      assert.equal(thief.id, id);
      assert.equal((await out)[0], "io server disconnect");
      assert.equal(socket.active, false);

      // Used up by one who leaves in order, it is worth nothing.
      const secret = thief._pid;
      thief.disconnect();
      const late = open("/tide", { auth: { pid: secret } });
      await connected(late);
      assert.notEqual(late.id, id);
    });

    test("a client that leaves gets a new socket", async () => {
      const socket = await connect("/tide");
      const { id } = socket;
      socket.disconnect();
      socket.connect();
      await connected(socket);
      assert.notEqual(socket.id, id);
      assert.equal(socket.recovered, false);
    });
  });
}
