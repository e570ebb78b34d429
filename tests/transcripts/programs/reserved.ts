// The names that no event may have, and those that are not reserved though they look like it.

import { behaviour, play } from "../harness/play.ts";

const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
for (const name of RESERVED) {
  behaviour(`a client cannot emit ${name}`, "talk", async (stage) => {
    const a = await stage.connect("a");
    try {
      a.socket.emit(name, 1);
    } catch (error) {
      a.note((error as Error).message);
    }
    await a.ask("echo", "still here");
  });

  behaviour(`a server cannot emit ${name}`, "talk", async (stage) => {
    const a = await stage.connect("a");
    await a.ask("say reserved", name);
    await stage.do("reserved", name, 1);
  });

  behaviour(`a client that sends ${name} all the same is closed`, "talk", async (stage) => {
    const a = await stage.connect("a");
    await a.fence();
    a.engine.write(`2${JSON.stringify([name, 1])}`);
    await a.got("disconnect");
    await stage.heard("disconnect");
  });
}

for (const name of ["connection", "error", "message", "ping", "reconnect", "new_namespace"]) {
  behaviour(`${name} is not reserved for a server's event`, "talk", async (stage) => {
    const a = await stage.connect("a");
    await stage.do("reserved", name, 1);
    await a.got(name);
  });
}

for (const name of ["connect", "connection", "new_namespace", "disconnect", "anything"]) {
  behaviour(`whether other servers can be told ${name}`, "rooms", async (stage) => {
    await stage.do("is kept from others", name, 1);
  });
}

await play();
