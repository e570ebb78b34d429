// The official server. Starts one for each behaviour, with the application that it asks for.
//
// Prints `listening on <url>` and ends when its standard input does. `wigwag/mod.rs` answers the same requests.

import { type IncomingMessage, type Server as HttpServer, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { type Application, Journal, type Operations } from "./application.ts";
import { applications } from "./applications.ts";

interface Running {
  readonly io: Server;
  readonly journal: Journal;
  readonly operations: Operations;
}

const running = new Map<string, Running>();
let started = 0;

async function start(application: Application): Promise<{ id: number; port: number }> {
  const http = createServer();
  const io = new Server(http, { serveClient: false, ...application.options });
  const journal = new Journal();
  const operations = application.serve(io, journal) ?? {};
  const port = await listen(http);
  started += 1;
  running.set(String(started), { io, journal, operations });
  return { id: started, port };
}

async function answer(method: string, path: string, request: IncomingMessage): Promise<unknown> {
  const [, , name = "", verb, ...rest] = path.split("/").map(decodeURIComponent);
  if (method === "POST" && verb === undefined) {
    const application = applications[name];
    if (!application) throw new Error(`no application is called ${name}`);
    return start(application);
  }
  const server = running.get(name);
  if (!server) throw new Error(`no server ${name}`);
  if (method === "DELETE") {
    running.delete(name);
    server.io.disconnectSockets(true);
    void server.io.close();
    return undefined;
  }
  if (verb === "journal") return server.journal.read(Number(rest[0]), Number(rest[1]));
  const operation = server.operations[rest[0] ?? ""];
  if (!operation) throw new Error(`no operation ${rest[0]}`);
  let body = "";
  for await (const part of request) body += part;
  return operation(...JSON.parse(body));
}

async function listen(server: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const control = createServer((request, response) => {
  answer(request.method ?? "", request.url ?? "", request).then(
    (result) => response.end(result === undefined ? "" : JSON.stringify(result)),
    (error) => response.writeHead(500).end(String(error)),
  );
});
console.log(`listening on http://127.0.0.1:${await listen(control)}`);
process.stdin.resume().on("end", () => process.exit());
