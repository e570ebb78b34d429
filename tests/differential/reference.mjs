// The official servers, one for each set of options, each on a port of its own. `wigwag.rs` has the same table.
//
// Prints `<name> listening on <port>` for each server, then `ready`, and ends when its standard input does.

import { createServer } from "node:http";
import { Server as EngineServer } from "engine.io";
import { Server as SocketServer } from "socket.io";

const engines = {
  engine: {},
  // As the others, but for how long its connections may be idle.
  idle: {},
  "polling-only": { transports: ["polling"] },
  "websocket-only": { transports: ["websocket"] },
  "no-upgrades": { allowUpgrades: false },
  small: { maxHttpBufferSize: 100 },
  "short-upgrade": { upgradeTimeout: 300 },
  // The client has all the time it needs to answer, so that a slow machine changes nothing.
  pings: { pingInterval: 100, pingTimeout: 60_000 },
  // The client never answers, and has all the time it needs to ask.
  "no-pongs": { pingInterval: 100, pingTimeout: 6_000 },
  "cors-any": { cors: { origin: "*" } },
  "cors-one": {
    cors: {
      origin: "https://a.test",
      methods: ["GET", "POST"],
      allowedHeaders: ["x-one", "x-two"],
      exposedHeaders: ["x-three", "x-four"],
      credentials: true,
      maxAge: 600,
      optionsSuccessStatus: 200,
    },
  },
  "cors-list": { cors: { origin: ["https://a.test", "https://b.test"] } },
  "cors-mirror": { cors: { origin: true, credentials: true } },
  "cors-pattern": { cors: { origin: /\.test$/ } },
  "cors-continue": { cors: { origin: "*", preflightContinue: true } },
  "cors-delegate": {
    cors: (request, decide) => {
      const tenant = request.headers["x-tenant"];
      decide(null, { origin: tenant ? `https://${tenant}.test` : false });
    },
  },
  "compress-all": { httpCompression: { threshold: 0 } },
  "compress-none": { httpCompression: false },
  cookie: { cookie: true },
  "cookie-options": {
    cookie: {
      name: "sticky",
      path: "/engine.io",
      domain: "example.test",
      maxAge: 600,
      httpOnly: false,
      secure: true,
      sameSite: "none",
    },
  },
  "cookie-bare": { cookie: { name: "bare", path: false, httpOnly: false, sameSite: false } },
  allow: {
    allowRequest: (request, decide) => {
      const token = request.headers["x-token"];
      decide(token === "wrong" ? "wrong token" : undefined, token === "secret");
    },
  },
  ids: {},
  headers: { maxHttpBufferSize: 100 },
  "initial-packet": { initialPacket: "hello" },
  "no-slash": {},
  deflate: { perMessageDeflate: true },
  "deflate-all": { perMessageDeflate: { threshold: 0 } },
  "deflate-small": { perMessageDeflate: true, maxHttpBufferSize: 100 },
  "deflate-forgetful": {
    perMessageDeflate: {
      threshold: 0,
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: 10,
      clientMaxWindowBits: 11,
    },
  },
};

const sockets = {
  socket: {},
  "socket-polling": { transports: ["polling"] },
  "socket-bundles": { serveClient: true },
  "socket-bundles-cors": { serveClient: true, cors: { origin: "https://a.test" } },
  // Long enough for what a client does before, on any machine.
  "short-connect": { connectTimeout: 3_000 },
};

/** Why sessions and sockets have ended, and who waits to be told, by their ids. */
const reasons = new Map();
const waiting = new Map();

function ended(id, reason, description) {
  const text = description?.message ? `${reason}: ${description.message}` : reason;
  reasons.set(id, text);
  waiting.get(id)?.end(text);
}

/** Answers `GET /<id>` when the session or the socket has ended. */
const why = createServer((request, response) => {
  const id = request.url.slice(1);
  if (reasons.has(id)) {
    response.end(reasons.get(id));
  } else {
    waiting.set(id, response);
  }
});

/** What the program is told of a refused request that has a name. */
function refused({ req, code, message, context }) {
  const trace = req.headers["x-trace"];
  if (trace) {
    ended(trace, [code, message, context.name].filter((part) => part !== undefined).join(" "));
  }
}

async function idOfProgram(request) {
  const id = request.headers["x-id"];
  if (!id) {
    throw new Error("no id");
  }
  return id;
}

/** Everything outside of the servers' own paths, which a program around them answers. */
function elsewhere(request, response) {
  response.writeHead(404, { "Content-Length": 0 });
  response.end();
}

/** An Engine.IO application: an echo, and a few messages that ask for more. */
function echo(connection) {
  connection.on("close", (reason, description) => ended(connection.id, reason, description));
  connection.on("message", (message) => {
    switch (message) {
      case "do:close":
        return connection.close();
      case "do:bye":
        connection.send("bye");
        return connection.close();
      case "do:burst":
        return ["one", "two", "three"].forEach((text) => connection.send(text));
      case "do:binary":
        return connection.send(Buffer.from([0, 1, 2, 0xff]));
      case "do:big":
        return connection.send("x".repeat(3000));
      default:
        return connection.send(message);
    }
  });
}

/** A Socket.IO application: an echo, and a few events that ask for more. */
function talk(socket) {
  socket.on("disconnect", (reason) => ended(socket.id, reason));
  if (socket.nsp.name === "/auth") {
    socket.emit("auth", socket.handshake.auth);
  }
  socket.on("leave", () => socket.disconnect());
  socket.on("bye", () => socket.disconnect(true));
  socket.on("burst", () => ["one", "two", "three"].forEach((name) => socket.emit(name)));
  socket.on("ask", () => socket.emit("ask", (answer) => socket.emit("asked", answer)));
  socket.on("binary", () => socket.emit("binary", Buffer.from([1, 2, 3])));
  socket.on("count", (...args) => {
    if (typeof args.at(-1) === "function") {
      const acknowledge = args.pop();
      acknowledge(args.length);
    } else {
      socket.emit("count", args.length);
    }
  });
  socket.on("echo", (...args) => {
    if (typeof args.at(-1) === "function") {
      const acknowledge = args.pop();
      acknowledge(...args);
    } else {
      socket.emit("echo", ...args);
    }
  });
}

async function listen(name, http) {
  // A slow machine may take longer than the default between two requests of a script.
  if (name !== "idle") {
    http.keepAliveTimeout = 60_000;
  }
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  console.log(`${name} listening on ${http.address().port}`);
}

for (const [name, options] of Object.entries(engines)) {
  const http = createServer(elsewhere);
  const engine = new EngineServer(options);
  engine.attach(http, { addTrailingSlash: name !== "no-slash" });
  engine.on("connection_error", refused);
  if (name === "ids") {
    engine.generateId = idOfProgram;
  }
  if (name === "headers") {
    engine.on("initial_headers", (headers) => {
      headers["x-initial"] = "1";
      headers["set-cookie"] = "seen=1";
    });
    engine.on("headers", (headers) => {
      headers["x-all"] = "1";
    });
  }
  engine.on("connection", echo);
  await listen(name, http);
}

for (const [name, options] of Object.entries(sockets)) {
  const http = createServer(elsewhere);
  const io = new SocketServer(http, { serveClient: false, ...options });
  for (const namespace of ["/", "/custom", "/auth", "/ask1", "/ask2", "/ask3"]) {
    io.of(namespace).on("connection", talk);
  }
  io.of("/refuse").use((socket, next) => {
    const error = new Error("refused");
    if (socket.handshake.auth.why) {
      error.data = { why: socket.handshake.auth.why };
    }
    next(error);
  });
  io.of("/never").use(() => {});
  await listen(name, http);
}

await listen("reasons", why);
console.log("ready");
process.stdin.resume().on("end", () => process.exit());
