// The official client as browsers get it: from the server itself, without a bundler.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { WebSocket } from "ws";
import { admitted, ask, connected, startServer } from "./harness.mjs";

/** The packages that bring the files along, and the folder in which they do. */
const PACKAGES = [
  { name: "socket.io-client", dist: "dist" },
  { name: "socket.io", dist: "client-dist" },
];

const NAMES = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"];

/** Where a package is installed. */
const folder = (name) => new URL(`../node_modules/${name}/`, import.meta.url);

const served = await Promise.all(
  PACKAGES.map(async ({ name, dist }) => {
    const server = await startServer("--client-package", fileURLToPath(folder(name)));
    const { version } = JSON.parse(await readFile(new URL("package.json", folder(name))));
    return { name, files: new URL(`${dist}/`, folder(name)), server, version };
  }),
);

for (const { name, files, server, version } of served) {
  test(`the files of ${name} are served as they are`, async () => {
    for (const file of NAMES.flatMap((file) => [file, `${file}.map`])) {
      // What is asked for here, `fetch` takes off again.
      for (const coding of ["br", "gzip", "deflate"]) {
        const headers = { "accept-encoding": coding };
        const response = await fetch(`${server.url}/socket.io/${file}`, { headers });
        assert.equal(response.status, 200, file);
        assert.equal(response.headers.get("etag"), `"${version}"`);
        assert.equal(response.headers.get("content-encoding"), coding);
        assert.equal(await response.text(), await readFile(new URL(file, files), "utf8"));
      }
    }
  });

  for (const file of ["socket.io.js", "socket.io.min.js"]) {
    test(`a page connects with ${file} of ${name}`, async () => {
      const script = await (await fetch(`${server.url}/socket.io/${file}`)).text();
      const { io } = evaluated(script);
      const socket = io(`${server.url}/lab`, { transports: ["websocket"], auth: admitted("ada") });
      try {
        await connected(socket);
        const me = await ask(socket, "whoami");
        assert.equal(me.user, "ada");
        assert.equal(me.socket, socket.id);
      } finally {
        socket.disconnect();
      }
    });
  }
}

test("a client with another path finds its files there", async () => {
  const client = fileURLToPath(folder("socket.io-client"));
  const server = await startServer("--path", "/realtime", "--client-package", client);
  assert.equal((await fetch(`${server.url}/realtime/socket.io.js`)).status, 200);
  assert.equal((await fetch(`${server.url}/socket.io/socket.io.js`)).status, 404);
});

test("without a package the server does not start", async () => {
  await assert.rejects(startServer("--client-package", "nowhere"), /ended before it listened/);
});

/** What a script leaves behind in the global scope of a page. */
function evaluated(script) {
  const page = { WebSocket, setTimeout, clearTimeout, setInterval, clearInterval, console, URL };
  page.self = page;
  page.window = page;
  vm.runInNewContext(script, page);
  return page;
}
