import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, acknowledged, connected, next, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

/** Waits until a server takes no more sessions: it says so, or it does not listen any more. */
async function closedForNewcomers(url) {
  for (;;) {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`).catch(() => null);
    if (answer === null || answer.status === 503) return;
    await answer.text();
  }
}

overEachTransport(server, ({ enter }) => {
  /** A client that is told who leaves `/lab` and why. */
  async function watcher() {
    const socket = await enter("watcher");
    await acknowledged(socket, "join", "watchers");
    /** Waits until `user` has left and gives the reason that the server saw. */
    const departure = async (user) => {
      for (;;) {
        const [who, reason] = await next(socket, "left");
        if (who === user) return reason;
      }
    };
    return { departure };
  }

  test("the client leaves", async () => {
    const watch = await watcher();
    const socket = await enter("ada");
    const departure = watch.departure("ada");
    const reason = next(socket, "disconnect");
    socket.disconnect();
    assert.equal((await reason)[0], "io client disconnect");
    assert.equal(await departure, "client namespace disconnect");
  });

  test("the server puts the client out, which does not come back by itself", async () => {
    const watch = await watcher();
    const socket = await enter("ada", { reconnection: true, reconnectionDelay: 1 });
    const departure = watch.departure("ada");
    socket.emit("goodbye");
    const [reason] = await next(socket, "disconnect");
    assert.equal(reason, "io server disconnect");
    assert.equal(await departure, "server namespace disconnect");
    assert.equal(socket.active, false);

    socket.connect();
    await connected(socket);
    assert.equal((await ask(socket, "whoami")).user, "ada");
  });

  test("the connection breaks and the client comes back with a new id", async () => {
    const watch = await watcher();
    const socket = await enter("ada", { reconnection: true, reconnectionDelay: 1 });
    const first = socket.id;
    const departure = watch.departure("ada");
    const lost = next(socket, "disconnect");
    socket.io.engine.close();
    await lost;
    assert.match(await departure, /^transport (close|error)$/);
    await connected(socket);
    assert.notEqual(socket.id, first);
    assert.deepEqual(await ask(socket, "whoami"), { user: "ada", socket: socket.id });
  });

  test("the server shuts down, finishes what it has begun, and its clients come back", async () => {
    const first = await startServer();
    const socket = await enter("ada", {
      url: first.url,
      reconnection: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
    });
    const order = [];
    let exited;
    socket.once("approve", async (_plan, answer) => {
      exited = first.shutDown();
      await closedForNewcomers(first.url);
      answer({ ok: true, data: 3 });
    });
    const outcome = ask(socket, "propose", "a bridge").then((outcome) => {
      order.push("answer");
      return outcome;
    });
    const lost = next(socket, "disconnect").then(([reason]) => {
      order.push("disconnect");
      return reason;
    });

    assert.equal(await outcome, "approved: 3");
    assert.equal(await lost, "transport close");
    assert.deepEqual(order, ["answer", "disconnect"]);
    assert.equal(await exited, 0);

    const back = next(socket, "connect");
    await startServer("--port", first.port);
    await back;
    assert.equal((await ask(socket, "whoami")).user, "ada");
  });

  test("the server ends, comes back on its port, and its clients with it", async () => {
    const first = await startServer();
    const socket = await enter("ada", {
      url: first.url,
      reconnection: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
    });

    const lost = next(socket, "disconnect");
    await first.stop();
    assert.match((await lost)[0], /^transport (close|error)$/);

    const back = next(socket, "connect");
    await startServer("--port", first.port);
    await back;
    assert.equal((await ask(socket, "whoami")).user, "ada");
  });
});
