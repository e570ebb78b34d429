// The essentials with every official client that speaks the protocol.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { essentials } from "./essentials.mjs";
import { startServer, withEachClient } from "./harness.mjs";
import { NEWEST, OLDEST, SOCKET_IO_CLIENTS } from "./versions.mjs";

const [server, compressing] = await Promise.all([startServer(), startServer("--deflate")]);

withEachClient(SOCKET_IO_CLIENTS, server, essentials);

describe("with compressed WebSocket messages", () => {
  withEachClient([NEWEST, OLDEST], compressing, (kit) => {
    essentials(kit);

    if (kit.way.settled) {
      test("the messages are compressed", async () => {
        const socket = await kit.connect("/annex");
        assert.match(socket.io.engine.transport.ws.extensions, /^permessage-deflate/);
      });
    }
  });
});
