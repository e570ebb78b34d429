// The essentials with every official client that speaks the protocol.

import { essentials } from "./essentials.mjs";
import { startServer, withEachClient } from "./harness.mjs";
import { SOCKET_IO_CLIENTS } from "./versions.mjs";

const server = await startServer();

withEachClient(SOCKET_IO_CLIENTS, server, essentials);
