// The contract of the load generators on Bun: socket.io with @socket.io/bun-engine, all settings default unless said otherwise.
//
// `node_modules/.bin/bun server.mjs --port 0`.

import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { listen, options } from "../node/contract.mjs";

const { port, pingInterval } = options();

const engine = new Engine({ path: "/socket.io/", pingInterval });
const io = new Server();
io.bind(engine);
listen(io);
const server = Bun.serve({ ...engine.handler(), port, hostname: "127.0.0.1" });
console.log(`listening on http://127.0.0.1:${server.port}`);
process.once("SIGTERM", () => process.exit(0));
