// Acknowledgements that do not come, or come too late.

import { behaviour, play } from "../harness/play.ts";

behaviour("a client gives up when no answer comes", "answers", async (stage) => {
  const a = await stage.connect("a");
  await new Promise<void>((resolve) => {
    a.socket.timeout(50).emit("never", (error: Error | null, answer: unknown) => {
      a.note(`${error?.message}, ${String(answer)}`);
      resolve();
    });
  });
});

behaviour("an answer in time is no error", "answers", async (stage) => {
  const a = await stage.connect("a");
  await new Promise<void>((resolve) => {
    a.socket.timeout(10_000).emit("echo", 1, 2, (error: Error | null, ...answer: unknown[]) => {
      a.note(`${String(error)}, ${JSON.stringify(answer)}`);
      resolve();
    });
  });
});

behaviour("a promise of an answer that does not come is rejected", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.note(await a.socket.timeout(50).emitWithAck("never").then(String, (error: Error) => error.message));
});

behaviour("an answer behind the timeout is ignored", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.note(await a.socket.timeout(50).emitWithAck("keep", "one").then(String, (error: Error) => error.message));
  a.emit("answer", "one");
  await a.ask("echo", "still here");
});

behaviour("every event of a client can have a timeout", "answers", async (stage) => {
  const a = await stage.connect("a", "/", { ackTimeout: 50 });
  a.note(await a.socket.emitWithAck("never").then(String, (error: Error) => error.message));
});

behaviour("what waits for an answer learns that the connection has gone", "answers", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link });
  const answer = a.socket.timeout(10_000).emitWithAck("never").then(String, (error: Error) => error.message);
  await stage.heard("never");
  link.cut();
  a.note(await answer);
  await stage.heard("disconnect");
});

behaviour("what waits for an answer learns that it was put out", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.note(await a.socket.timeout(10_000).emitWithAck("leave and answer").then(String, (error: Error) => error.message));
  await stage.heard("disconnect");
});

behaviour("the server gives up when no answer comes", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.emit("ask me", 50);
  await stage.heard("answered");
});

behaviour("an answer behind the server's timeout is ignored", "answers", async (stage) => {
  const a = await stage.connect("a");
  const acknowledge = new Promise<(answer: string) => void>((resolve) => a.socket.on("question", resolve));
  a.emit("ask me", 50);
  await stage.heard("answered");
  (await acknowledge)("too late");
  await a.ask("echo", "still here");
});

behaviour("the server learns who has not answered in time", "answers", async (stage) => {
  const a = await stage.connect("a");
  await stage.connect("silent");
  a.socket.on("question", (acknowledge: (name: string) => void) => acknowledge("a"));
  await stage.do("everybody", 500);
});

behaviour("answers behind the timeout of everybody are ignored", "answers", async (stage) => {
  const a = await stage.connect("a");
  const acknowledge = new Promise<(answer: string) => void>((resolve) => a.socket.on("question", resolve));
  await stage.do("everybody", 100);
  (await acknowledge)("too late");
  await a.ask("echo", "still here");
});

behaviour("a server that waits for a client that goes waits until its time is up", "answers", async (stage) => {
  const a = await stage.connect("a");
  a.emit("ask me", 200);
  await a.got("question");
  a.socket.disconnect();
  await stage.heard("answered");
});

await play();
