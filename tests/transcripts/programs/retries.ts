// The client's option `retries`: each event is sent until it is acknowledged, one after the other.

import { behaviour, play } from "../harness/play.ts";

behaviour("an event that is answered is sent once", "stubborn", async (stage) => {
  const a = await stage.connect("a", "/", { retries: 3, ackTimeout: 5_000 });
  a.note(String(await a.socket.emitWithAck("said", "x", 1)));
});

behaviour("an event that is not answered is sent again", "stubborn", async (stage) => {
  const a = await stage.connect("a", "/", { retries: 3, ackTimeout: 500 });
  a.note(String(await a.socket.emitWithAck("said", "x", 3)));
});

behaviour("an event is given up after so many times", "stubborn", async (stage) => {
  const a = await stage.connect("a", "/", { retries: 2, ackTimeout: 50 });
  a.note(await a.socket.emitWithAck("said", "x", 100).then(String, (error: Error) => error.message));
  await stage.heard("said", 3);
});

behaviour("events wait until the one before is answered", "stubborn", async (stage) => {
  const a = await stage.connect("a", "/", { retries: 5, ackTimeout: 500 });
  const answers = ["x", "y", "z"].map((value, index) => a.socket.emitWithAck("said", value, 2 - (index % 2)));
  a.note((await Promise.all(answers)).join(", "));
});

behaviour("an event without a callback is sent again, too", "stubborn", async (stage) => {
  const a = await stage.connect("a", "/", { retries: 3, ackTimeout: 500 });
  a.emit("said", "x", 2);
  await stage.heard("said", 2);
  a.note(String(await a.socket.emitWithAck("said", "y", 1)));
});

behaviour("an event that was not answered is sent again on the next connection", "stubborn", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", {
    through: link,
    retries: 10,
    ackTimeout: 5_000,
    reconnection: true,
    reconnectionDelay: 10,
  });
  const answer = a.socket.emitWithAck("said", "x", 2);
  await stage.heard("said");
  link.cut();
  await a.got("disconnect");
  a.note(String(await answer));
  await stage.heard("disconnect");
});

behaviour("events before the connection are sent one after the other as well", "stubborn", async (stage) => {
  const a = stage.open("a", "/", { retries: 3, ackTimeout: 5_000 });
  const answers = ["x", "y"].map((value) => a.socket.emitWithAck("said", value, 1));
  a.note((await Promise.all(answers)).join(", "));
});

await play();
