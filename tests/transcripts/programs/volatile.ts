// Events that may be lost: they are sent at once, or never.

import type { Actor } from "../harness/actor.ts";
import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

/** Has a client stop reading, and the server send it more than the connection holds. */
async function stall(stage: Stage, actor: Actor): Promise<() => void> {
  actor.cutOff();
  const socket = actor.engine.transport.ws?._socket;
  socket?.pause();
  await stage.do("fill", actor.socket.id);
  return () => socket?.resume();
}

behaviour("a volatile event to a client that waits comes", "volatile", async (stage) => {
  const a = await stage.connect("a");
  await a.fence();
  await stage.do("tell, volatile", a.socket.id, "volatile");
  await a.got("told");
});

behaviour("a volatile broadcast to clients that wait comes", "volatile", async (stage) => {
  const [a, b] = [await stage.connect("a"), await stage.connect("b")];
  await Promise.all([a.fence(), b.fence()]);
  await stage.do("tell everybody, volatile", "volatile");
  await Promise.all([a.got("told"), b.got("told")]);
});

for (const transport of ["websocket", "polling"]) {
  behaviour(`a volatile event straight behind another is dropped, over ${transport}`, "volatile", async (stage) => {
    const a = await stage.connect("a", "/", { transports: [transport] });
    a.emit("tell me twice");
    await a.gotAll("told", 2);
  });
}

behaviour("volatile events for a client that does not read are dropped", "volatile", async (stage) => {
  const a = await stage.connect("a");
  const resume = await stall(stage, a);
  for (let number = 0; number < 5; number += 1) await stage.do("tell, volatile", a.socket.id, number);
  await stage.do("tell everybody", "plain");
  resume();
  await a.got("filler");
  await a.got("told");
});

behaviour("a volatile event with bytes is dropped whole", "volatile", async (stage) => {
  const a = await stage.connect("a");
  const resume = await stall(stage, a);
  await stage.do("tell bytes, volatile", a.socket.id);
  await stage.do("tell bytes", a.socket.id);
  resume();
  await a.got("filler");
  await a.got("told");
});

behaviour("a volatile broadcast passes over who does not read", "volatile", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b");
  await b.fence();
  const resume = await stall(stage, a);
  await stage.do("tell everybody, volatile", "volatile");
  await b.got("told");
  await stage.do("tell everybody", "plain");
  resume();
  await a.got("filler");
  await a.got("told");
  await b.got("told");
});

behaviour("when the client reads again, volatile events come again", "volatile", async (stage) => {
  const a = await stage.connect("a");
  const resume = await stall(stage, a);
  await stage.do("tell, volatile", a.socket.id, "lost");
  resume();
  await a.got("filler");
  await a.fence();
  await stage.do("tell, volatile", a.socket.id, "heard");
  await a.got("told");
});

behaviour("a volatile event to somebody who has left is dropped", "volatile", async (stage) => {
  const a = await stage.connect("a");
  const { id } = a.socket;
  a.socket.disconnect();
  await stage.do("tell, volatile", id, "lost");
});

behaviour("a client's volatile event before the connection is dropped", "volatile", async (stage) => {
  const a = stage.open("a");
  a.socket.volatile.emit("said", "volatile");
  a.emit("said", "plain");
  await a.got("connect");
});

behaviour("a client's volatile event is an event", "volatile", async (stage) => {
  const a = await stage.connect("a");
  a.socket.volatile.emit("said", "volatile");
  await stage.heard("said");
});

await play();
