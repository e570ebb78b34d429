// Acknowledgements, in both directions.

import { behaviour, play } from "../harness/play.ts";

const ANSWERS: [string, unknown[]][] = [
  ["nothing", []],
  ["one value", ["one"]],
  ["several values", [1, "two", { three: [3] }, null]],
];
for (const [kind, args] of ANSWERS) {
  behaviour(`the server answers with ${kind}`, "answers", async (stage) => {
    const a = await stage.connect("a");
    await a.ask("echo", ...args);
  });
}

behaviour("only the first of two answers is sent", "answers", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("twice");
});

behaviour("two listeners share an acknowledgement", "answers", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("shared");
});

behaviour("answers may come in another order than questions", "answers", async (stage) => {
  const a = await stage.connect("a");
  const first = a.ask("keep", "first");
  const second = a.ask("keep", "second");
  a.emit("answer", "second");
  await second;
  a.emit("answer", "first");
  await first;
});

behaviour("an answer may come long after the event, and events in between", "answers", async (stage) => {
  const a = await stage.connect("a");
  const kept = a.ask("keep", "one");
  await a.ask("echo", "in between");
  a.emit("answer", "one");
  await kept;
});

behaviour("emitWithAck resolves with the first value", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.note(JSON.stringify(await a.socket.emitWithAck("echo", "first", "second")));
});

behaviour("questions of two namespaces are counted apart", "answers", async (stage) => {
  const a = await stage.connect("a");
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  const [ofA, ofB] = [a.ask("keep", "a"), b.ask("keep", "b")];
  await stage.heard("kept", 2);
  b.emit("answer", "b");
  await ofB;
  a.emit("answer", "a");
  await ofA;
});

behaviour("an answer to a client that has been put out is not sent", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave and answer", () => a.note("acknowledged"));
  await a.got("disconnect");
});

behaviour("a client answers the server", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (...args: unknown[]) => (args.pop() as (answer: unknown) => void)({ got: args }));
  a.emit("ask me", 10_000, 1, "two");
  await stage.heard("answered");
});

behaviour("a client answers with nothing", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: () => void) => acknowledge());
  a.emit("ask me", 10_000);
  await stage.heard("answered");
});

behaviour("of a client's answer the first value counts", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: (...args: unknown[]) => void) => acknowledge("first", "second"));
  a.emit("ask me", 10_000);
  await stage.heard("answered");
});

behaviour("a second answer of a client is ignored", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: (answer: string) => void) => acknowledge("first"));
  a.emit("ask me", 10_000);
  await stage.heard("answered");
  // The client library sends one answer only: this one is made by hand, for the same question.
  a.engine.write('30["second"]');
  await a.ask("echo", "still here");
});

behaviour("an answer to nothing is ignored", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.engine.write('3999["what?"]');
  await a.ask("echo", "still here");
});

behaviour("a handler may wait for its own client", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: (answer: string) => void) => acknowledge("42"));
  await a.ask("ask me before you answer");
});

behaviour("everybody answers", "answers", async (stage) => {
  const all = [await stage.connect("a"), await stage.connect("b"), await stage.connect("c")];
  for (const one of all) one.socket.on("question", (acknowledge: (name: string) => void) => acknowledge(one.name));
  await stage.do("everybody", 10_000);
});

behaviour("nobody is asked, and nobody is waited for", "answers", async (stage) => {
  await stage.do("room", "empty", 10_000);
});

behaviour("of everybody's answers the first value counts", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.socket.on("question", (acknowledge: (...args: unknown[]) => void) => acknowledge("first", "second"));
  await stage.do("everybody", 10_000);
});

behaviour("one client is asked by its id", "answers", async (stage) => {
  const a = await stage.connect("a");
  const b = await stage.connect("b");
  for (const one of [a, b]) one.socket.on("question", (acknowledge: (name: string) => void) => acknowledge(one.name));
  await stage.do("room", a.socket.id, 10_000);
});

await play();
