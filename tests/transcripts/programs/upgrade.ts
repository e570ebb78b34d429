// What happens to events while a connection moves to a WebSocket.

import { behaviour, play } from "../harness/play.ts";

const BOTH = { transports: ["polling", "websocket"] };

behaviour("the server sees the upgrade", "upgrades", async (stage) => {
  const a = await stage.connect("a", "/", BOTH);
  await a.upgraded();
  await stage.heard("upgrade");
});

behaviour("a connection that began on WebSocket is not upgraded", "upgrades", async (stage) => {
  await stage.connect("a", "/", { transports: ["websocket"] });
});

behaviour("a client that tries WebSocket first falls back to polling", "upgrades, polling only", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["websocket", "polling"], tryAllTransports: true });
  a.note(a.engine.transport.name);
  await a.ask("echo", 1);
});

behaviour("a server without WebSocket stays on polling", "upgrades, polling only", async (stage) => {
  const a = await stage.connect("a", "/", BOTH);
  await a.ask("echo", 1);
  await a.ask("echo", 2);
  a.note(a.engine.transport.name);
});

behaviour("events to the server keep their order across the upgrade", "upgrades", async (stage) => {
  const a = await stage.connect("a", "/", BOTH);
  a.unrecorded();
  let number = 0;
  let isUpgraded = false;
  void a.upgraded().then(() => (isUpgraded = true));
  // Some before it, some in it, some behind it.
  for (let behind = 0; behind < 20; behind += isUpgraded ? 1 : 0) {
    for (let burst = 0; burst < 5; burst += 1) {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16BE(number);
      a.socket.emit("number", number % 2 === 0 ? number : bytes);
      number += 1;
    }
    await a.fence();
  }
  a.recorded();
  await stage.heard("upgrade");
  const [count, isOrdered] = await new Promise<[number, boolean]>((resolve) => {
    a.socket.emit("seen", (count: number, isOrdered: boolean) => resolve([count, isOrdered]));
  });
  a.note(`${count === number ? "all" : "not all"} have come, ${isOrdered ? "in order" : "out of order"}`);
});

behaviour("events of the server keep their order across the upgrade", "upgrades", async (stage) => {
  const a = await stage.connect("a", "/", BOTH);
  a.unrecorded();
  const numbers: number[] = [];
  a.socket.on("number", (number: number) => numbers.push(number));
  const done = a.socket.emitWithAck("count", 2_000);
  await a.upgraded();
  await stage.heard("upgrade");
  await done;
  a.note(`${numbers.length} have come, ${numbers.every((number, at) => number === at) ? "in order" : "out of order"}`);
});

behaviour("an acknowledgement comes on the other side of the upgrade", "upgrades", async (stage) => {
  const a = await stage.connect("a", "/", BOTH);
  const answers = Array.from({ length: 50 }, (_, number) => a.socket.emitWithAck("echo", number));
  await a.upgraded();
  await stage.heard("upgrade");
  const came = (await Promise.all(answers)) as number[];
  a.note(`${came.length} answers, ${came.every((number, at) => number === at) ? "each its own" : "mixed up"}`);
});

await play();
