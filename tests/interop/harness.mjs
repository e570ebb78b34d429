// What every interop test starts from: a wigwag server in a process of its own, and official clients
// that connect to it in each way a transport can be chosen.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, afterEach, describe } from "node:test";
import { NEWEST } from "./versions.mjs";

/** How long anything may take before a test gives up on it. Nothing waits this long when all is well. */
export const DEADLINE = 20_000;

/** The ways to connect. `settled` means that a test starts only after the upgrade is complete. */
export const WAYS = [
  { name: "polling", transports: ["polling"] },
  { name: "websocket", transports: ["websocket"] },
  { name: "polling while it upgrades", transports: ["polling", "websocket"] },
  { name: "an upgraded connection", transports: ["polling", "websocket"], settled: true },
];

/** The credentials that the namespace `/lab` admits. */
export const admitted = (user) => ({ user, password: "open sesame" });

/**
 * Starts the interop server and stops it when the test file ends. `options` are those of its command line.
 *
 * It serves Socket.IO on `url` and Engine.IO alone on `engineUrl`.
 */
export async function startServer(...options) {
  const binary = process.env.WIGWAG_INTEROP_SERVER;
  const [command, ...args] = binary
    ? [binary]
    : ["cargo", "run", "--quiet", "--package", "wigwag-tests", "--bin", "interop-server", "--"];
  const child = spawn(command, [...args, ...options.map(String)], {
    // One test makes a handler panic; where in the server is of no interest.
    env: { ...process.env, RUST_BACKTRACE: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  /** Has it end in order; gives its exit code. */
  const shutDown = () => {
    child.kill("SIGTERM");
    return exited;
  };
  after(stop);

  for await (const line of createInterface({ input: child.stdout })) {
    const [, url, engineUrl] = line.match(/^listening on (http:\S+) and (http:\S+)$/) ?? [];
    if (url) return { url, engineUrl, port: Number(new URL(url).port), stop, shutDown };
  }
  throw new Error("the interop server ended before it listened");
}

/** Runs `body` once for each way to connect; `body` receives the functions that make clients that way. */
export function overEachTransport(server, body) {
  for (const way of WAYS) {
    describe(`over ${way.name}`, () => body(clients(server, way)));
  }
}

/** As `overEachTransport`, with each of the `libraries`. */
export function withEachClient(libraries, server, body) {
  for (const library of libraries) {
    describe(`socket.io-client ${library.version}`, () => {
      for (const way of WAYS) {
        describe(`over ${way.name}`, () => body(clients(server, way, library)));
      }
    });
  }
}

/**
 * Makes clients that connect to `server` in one way and are closed after each test. They have the `options` of
 * the server, if it needs any.
 */
export function clients(server, way, library = NEWEST) {
  const opened = [];
  afterEach(() => {
    for (const socket of opened.splice(0)) {
      socket.disconnect();
      socket.io.engine?.close();
    }
  });

  /** A client that has begun to connect, for tests that watch how that goes. */
  const open = (namespace, { url = server.url, ...options } = {}) => {
    const socket = library.io(url + namespace, {
      transports: way.transports,
      forceNew: true,
      reconnection: false,
      ...server.options,
      ...options,
    });
    opened.push(socket);
    return socket;
  };

  /** A connected client. */
  const connect = async (namespace, options = {}) => {
    const socket = open(namespace, options);
    await connected(socket);
    if (way.settled) await upgraded(socket);
    return socket;
  };

  return {
    open,
    connect,
    /** A client of `/lab` that was admitted as `user`. */
    enter: (user, options = {}) => connect("/lab", { auth: admitted(user), ...options }),
    server,
    way,
    library,
  };
}

/** Waits until `socket` is connected; a refusal is an error. */
export function connected(socket) {
  if (socket.connected) return Promise.resolve();
  return within("the connection", (resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
}

/** Waits until the connection below `socket` has moved to WebSocket. */
export function upgraded(socket) {
  const { engine } = socket.io;
  if (engine.transport.name === "websocket") return Promise.resolve();
  return within("the upgrade", (resolve) => engine.once("upgrade", resolve));
}

/** Waits for the next `event` and gives its arguments. */
export function next(emitter, event) {
  return within(`the event "${event}"`, (resolve) => emitter.once(event, (...args) => resolve(args)));
}

/** Emits and gives the first argument of the acknowledgement. */
export function ask(socket, event, ...args) {
  return socket.timeout(DEADLINE).emitWithAck(event, ...args);
}

/** Emits and gives all arguments of the acknowledgement, for those that have none or several. */
export function acknowledged(socket, event, ...args) {
  return within(`the acknowledgement of "${event}"`, (resolve) =>
    socket.emit(event, ...args, (...answer) => resolve(answer)),
  );
}

/** Collects the arguments of every `event` in an array that grows. */
export function collect(socket, event) {
  const seen = [];
  socket.on(event, (...args) => seen.push(args));
  return seen;
}

/** A promise that fails with a message when nothing settled it before the deadline. */
export function within(what, executor) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come in time`)), DEADLINE);
    const settle = (how) => (value) => {
      clearTimeout(timer);
      how(value);
    };
    executor(settle(resolve), settle(reject));
  });
}
