import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, acknowledged, collect, overEachTransport, startServer } from "./harness.mjs";

const server = await startServer();

overEachTransport(server, ({ enter }) => {
  /** Four clients; the first two are in the room `red`, the second and the third in the room `blue`. */
  async function gather() {
    const sockets = await Promise.all(["ada", "grace", "mary", "joan"].map((user) => enter(user)));
    const [ada, grace, mary] = sockets;
    // The rooms belong to this test alone, for tests share the server.
    const [red, blue] = [`red ${ada.id}`, `blue ${ada.id}`];
    await acknowledged(ada, "join", red);
    await acknowledged(grace, "join", red);
    await acknowledged(grace, "join", blue);
    await acknowledged(mary, "join", blue);
    const heard = sockets.map((socket) => collect(socket, "heard"));
    return { sockets, red, blue, heard };
  }

  /** Lets `speaker` say something and tells who heard it, and how often. */
  async function hearers({ sockets, heard }, speaker, audience) {
    await acknowledged(sockets[speaker], "say", audience, "hello");
    // What was sent before these acknowledgements arrives before them.
    await Promise.all(sockets.map((socket) => ask(socket, "whoami")));
    return heard.map((seen) => seen.splice(0).filter(([text]) => text === "hello").length);
  }

  test("a room hears what is said to it, once, the speaker included", async () => {
    const group = await gather();
    assert.deepEqual(await hearers(group, 0, { to: "rooms", rooms: [group.red] }), [1, 1, 0, 0]);
  });

  test("a member of two rooms hears once what is said to both", async () => {
    const group = await gather();
    const audience = { to: "rooms", rooms: [group.red, group.blue] };
    assert.deepEqual(await hearers(group, 3, audience), [1, 1, 1, 0]);
  });

  test("members of an excepted room do not hear", async () => {
    const group = await gather();
    const audience = { to: "rooms", rooms: [group.red], except: group.blue };
    assert.deepEqual(await hearers(group, 3, audience), [1, 0, 0, 0]);
  });

  test("the speaker can leave itself out of a room's message", async () => {
    const group = await gather();
    assert.deepEqual(await hearers(group, 0, { to: "othersIn", room: group.red }), [0, 1, 0, 0]);
  });

  test("a broadcast reaches everybody but the speaker", async () => {
    const group = await gather();
    assert.deepEqual(await hearers(group, 1, { to: "others" }), [1, 0, 1, 1]);
  });

  test("the namespace reaches everybody", async () => {
    const group = await gather();
    assert.deepEqual(await hearers(group, 1, { to: "everybody" }), [1, 1, 1, 1]);
  });

  test("a socket's id is a room of its own", async () => {
    const group = await gather();
    const audience = { to: "rooms", rooms: [group.sockets[2].id] };
    assert.deepEqual(await hearers(group, 0, audience), [0, 0, 1, 0]);
  });

  test("who left a room hears no more, who joined twice hears once", async () => {
    const group = await gather();
    await acknowledged(group.sockets[0], "join", group.red);
    await acknowledged(group.sockets[1], "leave", group.red);
    assert.deepEqual(await hearers(group, 3, { to: "rooms", rooms: [group.red] }), [1, 0, 0, 0]);
  });

  test("who disconnected and came back is in no room", async () => {
    const group = await gather();
    const [ada] = group.sockets;
    ada.disconnect().connect();
    await ask(ada, "whoami");
    assert.deepEqual(await hearers(group, 3, { to: "rooms", rooms: [group.red] }), [0, 1, 0, 0]);
  });
});
