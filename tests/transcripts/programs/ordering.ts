// The order of what one client sends, and of what one client gets.

import { behaviour, play } from "../harness/play.ts";

const isCounting = (numbers: unknown[]) => numbers.every((number, at) => number === at);

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  const way = transports.join(" and ");

  behaviour(`a thousand events of the server come in order, over ${way}`, "talk", async (stage) => {
    const a = (await stage.connect("a", "/", { transports })).unrecorded();
    const numbers: unknown[] = [];
    a.socket.on("number", (number: number) => numbers.push(number));
    a.socket.emit("count", 1000);
    await a.gotAll("number", 1000);
    a.note(`${numbers.length}, ${isCounting(numbers) ? "in order" : "out of order"}`);
  });

  behaviour(`texts and bytes of the server come in order, over ${way}`, "talk", async (stage) => {
    const a = (await stage.connect("a", "/", { transports })).unrecorded();
    const numbers: unknown[] = [];
    a.socket.on("part", (part: number | Buffer) => numbers.push(typeof part === "number" ? part : part[0]));
    a.socket.emit("mixture", 200);
    await a.gotAll("part", 200);
    a.note(`${numbers.length}, ${isCounting(numbers) ? "in order" : "out of order"}`);
  });

  behaviour(`events of the client, and their answers, are in order, over ${way}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", { transports });
    const order: number[] = [];
    const answers = Array.from({ length: 300 }, (_, number) =>
      a.socket.emitWithAck("relay", number).then((back: number) => order.push(back)),
    );
    await Promise.all(answers);
    a.note(`${order.length}, ${isCounting(order) ? "in order" : "out of order"}`);
  });

  behaviour(`texts and bytes of the client are in order, over ${way}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", { transports });
    for (let number = 0; number < 20; number += 1) a.emit("part", number % 3 === 0 ? Buffer.from([number]) : number);
  });
}

behaviour("answers and events come in the order in which the server made them", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("say", "told", 1);
  const first = a.ask("echo", 2);
  a.emit("say", "told", 3);
  const second = a.ask("echo", 4);
  await Promise.all([first, second]);
});

behaviour("namespaces on one connection share one order", "talk", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  const order: string[] = [];
  a.socket.on("told", (number: number) => order.push(`a${number}`));
  b.socket.on("told", (number: number) => order.push(`b${number}`));
  for (const number of [1, 2, 3]) {
    await stage.do("emit", "/", "told", number);
    await stage.do("emit", "/news", "told", number);
  }
  await b.gotAll("told", 3);
  a.note(order.join(" "));
});

behaviour("two clients hear broadcasts in the same order", "talk", async (stage) => {
  const [a, b] = [await stage.connect("a"), await stage.connect("b")];
  const orders: unknown[][] = [[], []];
  [a, b].forEach((one, at) => one.unrecorded().socket.on("told", (...told: unknown[]) => orders[at]?.push(told.join())));
  for (let number = 0; number < 50; number += 1) {
    a.socket.emit("everybody", "told", "a", number);
    b.socket.emit("everybody", "told", "b", number);
  }
  await Promise.all([a.gotAll("told", 100), b.gotAll("told", 100)]);
  a.note(`${orders[0]?.length}, ${JSON.stringify(orders[0]) === JSON.stringify(orders[1]) ? "the same" : "not the same"}`);
  for (const name of ["a", "b"]) {
    const own = orders[0]?.filter((told) => String(told).startsWith(name)) ?? [];
    a.note(`of ${name}: ${own.every((told, at) => told === `${name},${at}`) ? "in order" : "out of order"}`);
  }
});

await play();
