// The contract of the load generators on Bun: socket.io with @socket.io/bun-engine, all settings default.
//
// `node_modules/.bin/bun server.mjs --port 0`.

import { parseArgs } from "node:util";
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { listen } from "../node/contract.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });

const engine = new Engine({ path: "/socket.io/" });
const io = new Server();
io.bind(engine);
listen(io);
const server = Bun.serve({ ...engine.handler(), port: Number(values.port), hostname: "127.0.0.1" });
console.log(`listening on http://127.0.0.1:${server.port}`);
process.once("SIGTERM", () => process.exit(0));
