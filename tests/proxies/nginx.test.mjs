// The official clients through nginx.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Fetch } from "engine.io-client";
import { essentials } from "../interop/essentials.mjs";
import { startGate } from "../interop/gate.mjs";
import { acknowledged, clients, startServer, withEachClient } from "../interop/harness.mjs";
import { NEWEST } from "../interop/versions.mjs";
import {
  compressionIsRead,
  everythingWorks,
  failedUpgradesHarmNothing,
  timeoutsAreSurvived,
  tlsEndsAtTheProxy,
} from "./cases.mjs";
import { certificate, startNginx } from "./proxy.mjs";

/** What nginx's documentation tells to write for WebSocket. */
const CONNECTION = `map $http_upgrade $connection_upgrade { default upgrade; "" close; }`;
const UPGRADE = `
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;`;

const server = await startServer();

/** nginx in front of both servers, with WebSocket and with these further statements. */
const startProxy = ({ statements = "", tls } = {}) =>
  startNginx({
    tls,
    shared: CONNECTION,
    site: `
      ${UPGRADE}
      ${statements}
      location /socket.io/ { proxy_pass ${server.url}; }
      location /engine.io/ { proxy_pass ${server.engineUrl}; }`,
  });

const proxied = await startProxy();
describe("as its documentation says", () => everythingWorks(proxied));

const unbuffered = await startProxy({ statements: "proxy_buffering off; proxy_request_buffering off;" });
describe("without buffers", () => withEachClient([NEWEST], unbuffered, essentials));

const gate = await startGate(server.port);
after(() => gate.close());
gate.open();
const keeping = await startNginx({
  shared: `
    map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
    upstream wigwag { server 127.0.0.1:${gate.port}; keepalive 8; }`,
  site: `location / { ${UPGRADE} proxy_pass http://wigwag; }`,
});
describe("with connections to the server that are kept", () => {
  withEachClient([NEWEST], keeping, essentials);

  const { connect } = clients(keeping, { transports: ["polling"] });
  test("many requests share few connections", async () => {
    const socket = await connect("/annex");
    const before = gate.accepted();
    for (let i = 0; i < 20; i += 1) await acknowledged(socket, "shout", "hello");
    const opened = gate.accepted() - before;
    assert.ok(opened < 10, `${opened} connections for 40 requests`);
  });
});

const withoutUpgrade = await startNginx({ site: `location / { proxy_pass ${server.url}; }` });
describe("without WebSocket", () => failedUpgradesHarmNothing(withoutUpgrade));

const compressing = await startProxy({
  statements: "gzip on; gzip_types text/plain; gzip_min_length 1; gzip_proxied any;",
});
describe("with compression", () => compressionIsRead(compressing, [Fetch]));

const hasty = await startProxy({ statements: "proxy_read_timeout 300ms;" });
describe("with a timeout shorter than the ping interval", () => timeoutsAreSurvived(hasty));

const tls = await certificate();
const secured = await startProxy({ tls });
describe("with TLS", () => tlsEndsAtTheProxy(secured, tls.ca));
