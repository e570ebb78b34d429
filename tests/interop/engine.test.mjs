// Engine.IO alone, with every official engine.io-client that speaks the protocol.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echoed, engineClients, engineEssentials } from "./engine.mjs";
import { next, startServer, WAYS } from "./harness.mjs";
import { ENGINE_IO_CLIENTS } from "./versions.mjs";

const [server, impatient] = await Promise.all([startServer(), startServer("--ping-interval", 20)]);

for (const library of ENGINE_IO_CLIENTS) {
  describe(`engine.io-client ${library.version}`, () => {
    for (const way of WAYS) {
      describe(`over ${way.name}`, () => {
        engineEssentials(engineClients(server.engineUrl, way, library));

        const { connect } = engineClients(impatient.engineUrl, way, library);
        test("the session lives from ping to ping", async () => {
          const socket = await connect();
          for (let beats = 0; beats < 5; ) {
            const [{ type }] = await next(socket, "packet");
            if (type === "ping") beats += 1;
          }
          assert.deepEqual(await echoed(socket, ["still here"]), ["still here"]);
        });
      });
    }
  });
}
