// A server that proxies reach by a Unix socket.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { essentials } from "../interop/essentials.mjs";
import { acknowledged, startServer, withEachClient } from "../interop/harness.mjs";
import { NEWEST } from "../interop/versions.mjs";
import { startHaproxy, startNginx } from "./proxy.mjs";

const folder = await mkdtemp(join(tmpdir(), "wigwag-unix-"));
after(() => rm(folder, { recursive: true }));
const file = join(folder, "wigwag.sock");
await startServer("--unix", file);

const nginx = await startNginx({
  shared: `map $http_upgrade $connection_upgrade { default upgrade; "" close; }`,
  site: `
    location / {
      proxy_pass http://unix:${file}:;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $remote_addr;
    }`,
});
describe("nginx", () => everythingWorks(nginx));

const haproxy = await startHaproxy({
  backend: `
    option forwardfor
    server wigwag unix@${file}`,
});
describe("haproxy", () => everythingWorks(haproxy));

function everythingWorks(proxied) {
  withEachClient([NEWEST], proxied, (kit) => {
    essentials(kit);

    test("the server knows the client's address", async () => {
      const socket = await kit.connect("/mirror");
      const [{ address }] = await acknowledged(socket, "handshake");
      assert.equal(address, "127.0.0.1");
    });
  });
}
