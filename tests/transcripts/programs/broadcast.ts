// Whom a broadcast reaches.

import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

/** Four clients: `a` in no room, `b` in one, `c` in two, `d` in both. */
async function four(stage: Stage) {
  const [a, b, c, d] = await Promise.all(["a", "b", "c", "d"].map((name) => stage.connect(name)));
  if (!a || !b || !c || !d) throw new Error("four clients");
  b.emit("join", "one");
  c.emit("join", "two");
  d.emit("join", "one", "two");
  await stage.scene("somebody speaks");
  return { a, b, c, d };
}

const TARGETS: [string, object][] = [
  ["everybody", {}],
  ["a room", { to: ["one"] }],
  ["several rooms", { to: ["one", "two"] }],
  ["everybody but a room", { except: ["one"] }],
  ["everybody but several rooms", { except: ["one", "two"] }],
  ["a room but another", { to: ["one"], except: ["two"] }],
  ["rooms of which one is empty", { to: ["one", "nowhere"] }],
  ["everybody but an empty room", { except: ["nowhere"] }],
  ["everybody on this server", { flags: ["local"] }],
  ["a room, compressed", { to: ["one"], flags: ["compress"] }],
  ["a room, volatile", { to: ["two"], flags: ["volatile"] }],
];
for (const [kind, target] of TARGETS) {
  behaviour(`the server speaks to ${kind}`, "rooms", async (stage) => {
    await four(stage);
    await stage.do("cast", target, "told", kind);
  });
  behaviour(`a client speaks to ${kind}`, "rooms", async (stage) => {
    const { d } = await four(stage);
    d.emit("cast", target, "told", kind);
  });
}

behaviour("the server speaks to a list of rooms", "rooms", async (stage) => {
  await four(stage);
  await stage.do("cast to a list", ["one", "two"], "told");
});

behaviour("the server speaks to all but a list of rooms", "rooms", async (stage) => {
  await four(stage);
  await stage.do("cast to all but a list", ["one", "two"], "told");
});

behaviour("an empty list of rooms", "rooms", async (stage) => {
  await four(stage);
  await stage.do("cast to a list", [], "told");
});

behaviour("an empty list of rooms, by a client", "rooms", async (stage) => {
  const { a } = await four(stage);
  a.emit("cast to none", "told");
});

behaviour("all but an empty list of rooms is everybody", "rooms", async (stage) => {
  await four(stage);
  await stage.do("cast to all but a list", [], "told");
});

behaviour("a target can be kept and used again", "rooms", async (stage) => {
  const { c } = await four(stage);
  await stage.do("keep", { to: ["one"] });
  await stage.do("cast to kept", "first");
  await stage.do("cast to kept", "second");
  c.emit("join", "one");
  await c.fence();
  await stage.do("cast to kept", "third");
});

behaviour("what is added to a target does not change it", "rooms", async (stage) => {
  await four(stage);
  await stage.do("keep", { to: ["one"] });
  await stage.do("cast to kept and", "two", "both");
  await stage.do("cast to kept", "one");
});

behaviour("an id is a room to except, too", "rooms", async (stage) => {
  const { b } = await four(stage);
  await stage.do("cast", { except: [b.socket.id] }, "told");
});

behaviour("a broadcast reaches each transport", "rooms", async (stage) => {
  await stage.connect("a", "/", { transports: ["polling"] });
  await stage.connect("b", "/", { transports: ["websocket"] });
  await stage.connect("c", "/", { transports: ["polling", "websocket"] });
  await stage.do("cast", {}, "told", { some: "thing" });
});

behaviour("broadcasts come in their order", "rooms", async (stage) => {
  const a = await stage.connect("a");
  a.emit("join", "one");
  await a.fence();
  for (let number = 0; number < 5; number += 1) {
    await stage.do("cast", number % 2 === 0 ? { to: ["one"] } : {}, "told", number);
  }
});

await play();
