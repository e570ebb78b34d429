// The contract of the load generators on Node: socket.io with its default engine, ws, all settings default unless said otherwise.
//
// `node server.mjs --port 0`. The engine eiows, which socket.io names as an alternative, is not measured: its release for this
// socket.io wants a newer Node than the rest of the tests do.

import { createServer } from "node:http";
import { Server } from "socket.io";
import { listen, options } from "./contract.mjs";

const { port, pingInterval } = options();

const http = createServer();
listen(new Server(http, { pingInterval }));
http.listen(port, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});
process.once("SIGTERM", () => process.exit(0));
