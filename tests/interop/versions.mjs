// The official clients: the newest one, and the first and last ones that speak the same protocol.

import { createRequire } from "node:module";
import * as newestEngine from "engine.io-client";
import { io, Manager } from "socket.io-client";

const require = createRequire(import.meta.url);
const installed = (name) => require(`../node_modules/${name}/package.json`).version;

/** The newest `socket.io-client`. */
export const NEWEST = { version: installed("socket.io-client"), io, Manager };

/** The first `socket.io-client` of the protocol. */
export const OLDEST = older("3.0.0");

/** Every `socket.io-client` that is tested, the newest first. */
export const SOCKET_IO_CLIENTS = [NEWEST, older("4.0.0"), older("3.1.3"), OLDEST];

/** The newest `engine.io-client`. */
export const NEWEST_ENGINE = {
  version: installed("engine.io-client"),
  open: (url, options) => new newestEngine.Socket(url, options),
};

/** The first `engine.io-client` of the protocol. */
export const OLDEST_ENGINE = olderEngine("4.0.0");

/** Every `engine.io-client` that is tested, the newest first. */
export const ENGINE_IO_CLIENTS = [NEWEST_ENGINE, olderEngine("5.0.0"), OLDEST_ENGINE];

function older(version) {
  const { io, Manager } = require(`socket.io-client-${version}`);
  return { version, io, Manager };
}

function olderEngine(version) {
  return { version, open: require(`engine.io-client-${version}`) };
}
