// Why sockets end, as both sides see it.

import { type Actor } from "../harness/actor.ts";
import { behaviour, play } from "../harness/play.ts";
import type { Stage } from "../harness/stage.ts";

/** The end of a client, on both sides. */
async function end(stage: Stage, ...clients: Actor[]): Promise<void> {
  await Promise.all(clients.map((client) => client.got("disconnect")));
  await stage.heard("disconnect", clients.length);
}

/**
 * As `end`, where a polling client is cut off without a goodbye: what it makes of that depends on whether its next GET had come before.
 */
async function abruptEnd(stage: Stage, clients: Actor[], cut: () => Promise<unknown>): Promise<void> {
  const isPolling = clients[0]?.engine.transport.name === "polling";
  if (isPolling) clients.forEach((client) => client.unrecorded());
  await cut();
  await end(stage, ...clients);
  if (isPolling) clients.forEach((client) => client.recorded().note("disconnect"));
}

for (const transport of ["websocket", "polling"]) {
  const options = { transports: [transport] };

  behaviour(`the client leaves, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    a.socket.disconnect();
    await end(stage, a);
  });

  behaviour(`the server puts the client out, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    a.emit("leave");
    await end(stage, a);
  });

  behaviour(`the server closes the client's connection, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    a.emit("close");
    await end(stage, a);
  });

  behaviour(`the server ends, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    const b = stage.also(a, "b", "/news");
    await b.got("connect");
    await stage.scene("it ends");
    await abruptEnd(stage, [a, b], () => stage.do("close"));
  });

  behaviour(`the client closes its connection, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    await a.fence();
    a.engine.close();
    await end(stage, a);
  });

  behaviour(`nothing comes through any more, over ${transport}`, "talk, with a quick heartbeat", async (stage) => {
    const link = await stage.link();
    const a = await stage.connect("a", "/", { ...options, through: link });
    await a.fence();
    a.cutOff();
    link.blackHole();
    await end(stage, a);
  });

  behaviour(`a packet of Engine.IO that there is not, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    await a.fence();
    await abruptEnd(stage, [a], () => raw(a, "x"));
  });

  behaviour(`a packet of Socket.IO that there is not, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    await a.fence();
    a.engine.write("9");
    await end(stage, a);
  });

  behaviour(`an event for a namespace that the client is not in, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    await a.fence();
    a.engine.write('2/news,["said"]');
    await end(stage, a);
  });

  behaviour(`the server says what the client does not understand, over ${transport}`, "talk", async (stage) => {
    const a = await stage.connect("a", "/", options);
    await stage.do("garble");
    await end(stage, a);
  });
}

/** Sends a packet of Engine.IO as it is, as the transport would. */
async function raw(actor: Actor, packet: string): Promise<void> {
  const { ws } = actor.engine.transport;
  if (ws) {
    ws.send(packet);
    return;
  }
  const { hostname, port } = actor.socket.io.opts as { hostname: string; port: string };
  const query = new URLSearchParams({ EIO: "4", transport: "polling", sid: actor.engine.id });
  await fetch(`http://${hostname}:${port}/socket.io/?${query}`, { method: "POST", body: packet }).catch(() => {});
}

behaviour("the connection is cut", "talk", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link });
  link.cut();
  await end(stage, a);
});

behaviour("a request of the client fails", "talk", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { transports: ["polling"], through: link });
  await a.fence();
  a.cutOff();
  link.fail();
  a.emit("echo", 1);
  await a.got("disconnect");
});

behaviour("a frame that breaks the rules of WebSocket", "talk", async (stage) => {
  const a = await stage.connect("a");
  await a.fence();
  // A frame without a mask.
  a.engine.transport.ws?._socket.write(Uint8Array.from([0x81, 0x02, 0x34, 0x31]));
  await end(stage, a);
});

behaviour("a message above the limit", "talk, for small messages", async (stage) => {
  const a = await stage.connect("a");
  await a.fence();
  a.emit("echo", "x".repeat(2000));
  await end(stage, a);
});

behaviour("two GETs at once", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling"] });
  await a.fence();
  const { hostname, port } = a.socket.io.opts as { hostname: string; port: string };
  const query = new URLSearchParams({ EIO: "4", transport: "polling", sid: a.engine.id });
  // The client's own GET may be on its way only: then the first of these is the one that waits.
  const get = () => fetch(`http://${hostname}:${port}/socket.io/?${query}`).catch(() => {});
  let gets: Promise<unknown>[] = [];
  await abruptEnd(stage, [a], async () => {
    gets = [get(), get()];
  });
  await Promise.all(gets);
});

behaviour("a violation while the client does not read", "volatile", async (stage) => {
  const a = (await stage.connect("a")).cutOff();
  a.engine.transport.ws?._socket.pause();
  await stage.do("fill", a.socket.id);
  await stage.do("tell everybody", "something that waits");
  a.engine.write('2/news,["said"]');
  await stage.heard("disconnect");
  a.engine.transport.ws?._socket.resume();
  await a.got("disconnect");
});

behaviour("every namespace learns why the connection ended", "talk", async (stage) => {
  const link = await stage.link();
  const a = await stage.connect("a", "/", { through: link });
  const b = stage.also(a, "b", "/news");
  await b.got("connect");
  link.cut();
  await end(stage, a, b);
});

behaviour("who is put out twice leaves once, and hears nothing any more", "talk", async (stage) => {
  const a = await stage.connect("a");
  a.emit("leave twice");
  await end(stage, a);
});

behaviour("who was put out does not come back by itself", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { reconnection: true, reconnectionDelay: 1 });
  a.emit("leave");
  await end(stage, a);
  a.note(`active ${a.socket.active}`);
});

behaviour("who lost the connection comes back by itself", "talk", async (stage) => {
  const a = await stage.connect("a", "/", { reconnection: true, reconnectionDelay: 1 });
  await a.fence();
  a.engine.transport.ws?._socket.write(Uint8Array.from([0x81, 0x02, 0x34, 0x31]));
  await end(stage, a);
  a.note(`active ${a.socket.active}`);
  await a.got("connect");
});

await play();
