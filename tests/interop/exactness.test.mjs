// Many clients at a time, each upgrading in the middle of streams in both directions on several namespaces: per
// socket nothing is lost, doubled or reordered, and every acknowledgement belongs to its message.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Manager } from "socket.io-client";
import { startFixture } from "./fixture.mjs";
import { startGate } from "./gate.mjs";
import { payload, Sequence } from "./sequence.mjs";

const CLIENTS = 200;

/** How many messages go each way for a client, over all of its namespaces. */
const MESSAGES = 200;

/** How long it may take on a machine that does much else, in milliseconds. Alone it takes a tenth of that. */
const PATIENCE = 120_000;

const NAMESPACES = ["/", "/one", "/two"];

/** How many messages a socket sends, and orders, before others have a turn. */
const SLICE = 4;

/** How many acknowledgements of a socket may be due before it sends on. */
const DUE_MAX = 50;

const server = await startFixture("exactness");

test(`${CLIENTS} clients and the server lose, double and reorder nothing`, { timeout: PATIENCE }, async () => {
  const reports = await Promise.all(Array.from({ length: CLIENTS }, runClient));
  for (const { sockets, carriedBy } of reports) {
    for (const { sent, wrongAnswers, down, report } of sockets) {
      assert.deepEqual(report.faults, []);
      assert.deepEqual(down.faults, []);
      assert.deepEqual(wrongAnswers, []);
      assert.equal(report.received, sent);
      assert.equal(report.poured, sent);
      assert.equal(down.received, sent);
      // Every fourth message of the server wants an answer.
      assert.equal(report.answered, Math.floor(sent / 4));
    }
    // Otherwise the traffic missed the upgrade and nothing is proven.
    assert.ok(carriedBy.polling > 0, "nothing was carried before the upgrade");
    assert.ok(carriedBy.websocket > 0, "nothing was carried after the upgrade");
  }
});

/** One client's part: it sends until its messages have been carried by both transports. */
async function runClient() {
  const gate = await startGate(server.port);
  const manager = new Manager(gate.url, { transports: ["polling", "websocket"], reconnection: false });
  const carriedBy = { polling: 0, websocket: 0 };
  try {
    const sockets = NAMESPACES.map((namespace) => new Streams(manager.socket(namespace), carriedBy));
    await Promise.all(sockets.map(({ socket }) => once(socket, "connect")));
    sockets.forEach((socket) => socket.begin());

    const total = () => sockets.reduce((sum, { sent }) => sum + sent, 0);
    while (total() < MESSAGES / 2) await sendSlice(sockets);
    gate.open();
    while (manager.engine.transport.name !== "websocket") {
      assert.equal(manager.engine.readyState, "open");
      await sendSlice(sockets);
    }
    do await sendSlice(sockets);
    while (total() < MESSAGES);

    await Promise.all(sockets.map((socket) => socket.end()));
    return { sockets, carriedBy };
  } finally {
    manager._close();
    gate.close();
  }
}

async function sendSlice(sockets) {
  for (const socket of sockets) socket.sendSlice();
  await nextTurn();
}

/** The streams of one socket, in both directions. */
class Streams {
  sent = 0;
  due = 0;
  wrongAnswers = [];

  constructor(socket, carriedBy) {
    this.socket = socket;
    this.carriedBy = carriedBy;
  }

  begin() {
    const { socket } = this;
    this.down = new Sequence(socket.id);
    socket.on("down", (number, carried, answer) => {
      this.carriedBy[socket.io.engine.transport.name] += 1;
      this.down.take(number, carried);
      answer?.(number);
    });
  }

  /** Sends some messages, and has as many sent. */
  sendSlice() {
    if (this.due > DUE_MAX || this.sent - this.down.received > DUE_MAX) return;
    this.socket.emit("pour", SLICE);
    for (let i = 0; i < SLICE; i += 1) this.send(this.sent++);
  }

  send(number) {
    const message = payload(this.socket.id, number);
    if (number % 5 !== 0) {
      this.socket.emit("up", number, message);
      return;
    }
    this.due += 1;
    const check = new Sequence(this.socket.id);
    check.received = number;
    this.socket.emit("up", number, message, (...answer) => {
      this.due -= 1;
      check.take(...answer);
      this.wrongAnswers.push(...check.faults);
    });
  }

  /** Waits for all that is due, and asks the server how it went there. */
  async end() {
    this.report = await this.socket.emitWithAck("report");
    assert.equal(this.due, 0, "an acknowledgement is missing");
  }
}
