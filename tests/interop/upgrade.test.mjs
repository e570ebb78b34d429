import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { io } from "socket.io-client";
import { startGate } from "./gate.mjs";
import {
  acknowledged,
  admitted,
  ask,
  clients,
  collect,
  connected,
  DEADLINE,
  startServer,
  within,
} from "./harness.mjs";
import { SOCKET_IO_CLIENTS } from "./versions.mjs";

const server = await startServer();
const hasty = await startServer("--upgrade-timeout", 100);

/** How many messages a client sends in one go before it lets others have a turn. */
const SLICE = 20;

/**
 * How many messages a client sends ahead of those that came back. Unbounded, its buffer would fill whole
 * polling requests, whose size the official client underestimates when small attachments are in them.
 */
const WINDOW = 2_000;

test("one busy connection loses, doubles and reorders nothing", () => upgradeUnderTraffic(1, 5_000));

test("many busy connections lose, double and reorder nothing", () => upgradeUnderTraffic(40, 1_000));

for (const library of SOCKET_IO_CLIENTS) {
  const { open } = clients(hasty, { transports: ["polling", "websocket"] }, library);

  test(`an upgrade that gets stuck is given up, with socket.io-client ${library.version}`, async (context) => {
    const gate = await startGate(hasty.port, { swallowing: true });
    context.after(() => gate.close());
    gate.open();
    const socket = open("/lab", { url: gate.url, auth: admitted("ada") });
    const { engine } = socket.io;
    const failed = within("the end of the upgrade", (resolve) => engine.once("upgradeError", resolve));
    const returned = collect(socket, "counted");

    for (let number = 0; number < 100; number += 1) socket.emit("count", numbered(number));
    await failed;
    for (let number = 100; number < 200; number += 1) socket.emit("count", numbered(number));
    assert.deepEqual(await acknowledged(socket, "tally"), [{ counted: 200, inOrder: true }]);
    assertCounts(returned.map(([message]) => read(message)), 200);
    assert.equal(engine.transport.name, "polling");
  });
}

/**
 * Connects `count` clients that upgrade in the middle of three streams of at least `messages` numbered
 * messages: from the client, back from the server, and from a task of the server's own.
 */
async function upgradeUnderTraffic(count, messages) {
  const reports = await Promise.all(Array.from({ length: count }, () => runClient(messages)));
  for (const { sent, tally, returned, poured, carriedBy } of reports) {
    assert.deepEqual(tally, { counted: sent, inOrder: true });
    assertCounts(returned, sent);
    assertCounts(poured, messages);
    // Otherwise the traffic missed the upgrade and nothing is proven.
    assert.ok(carriedBy.polling > 0, "nothing was carried before the upgrade");
    assert.ok(carriedBy.websocket > 0, "nothing was carried after the upgrade");
  }
}

/** One client's part: what it sent and what it received, in the order of arrival. */
async function runClient(messages) {
  const gate = await startGate(server.port);
  const socket = io(`${gate.url}/lab`, {
    auth: admitted("ada"),
    transports: ["polling", "websocket"],
    forceNew: true,
    reconnection: false,
  });
  try {
    const returned = [];
    const poured = [];
    const carriedBy = { polling: 0, websocket: 0 };
    socket.on("counted", (message) => {
      carriedBy[socket.io.engine.transport.name] += 1;
      returned.push(read(message));
      if (returned.length === messages / 2) gate.open();
    });
    const allPoured = within("the poured stream", (resolve) =>
      socket.on("poured", (message) => {
        if (poured.push(read(message)) === messages) resolve();
      }),
    );
    await connected(socket);

    socket.emit("pour", messages);
    const giveUpAt = Date.now() + DEADLINE;
    let sent = 0;
    // The stream goes on until it has been carried over both transports.
    while (sent < messages || carriedBy.websocket === 0) {
      assert.ok(socket.connected, "the connection broke");
      assert.ok(Date.now() < giveUpAt, "the connection never upgraded");
      const room = Math.min(SLICE, WINDOW - (sent - returned.length));
      for (let i = 0; i < room; i += 1) socket.emit("count", numbered(sent++));
      await nextTurn();
    }
    await allPoured;
    const tally = await ask(socket, "tally");
    return { sent, tally, returned, poured, carriedBy };
  } finally {
    socket.disconnect();
    gate.close();
  }
}

/** Message `number`; every seventh has an attachment, so that packets of several frames are in the stream. */
function numbered(number) {
  return number % 7 === 0 ? { number, ballast: Buffer.from(`ballast ${number}`) } : { number, ballast: null };
}

/** The number of a message, or a description of what is wrong with it. */
function read({ number, ballast }) {
  const expected = numbered(number).ballast;
  const same = expected === null ? ballast === null : Buffer.isBuffer(ballast) && expected.equals(ballast);
  return same ? number : `message ${number} has the ballast of another`;
}

function assertCounts(numbers, length) {
  const firstWrong = numbers.findIndex((number, i) => number !== i);
  assert.equal(firstWrong, -1, `at ${firstWrong} came ${numbers[firstWrong]}`);
  assert.equal(numbers.length, length);
}
