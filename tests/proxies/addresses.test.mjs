// Whom a server takes a client for that comes through a proxy.

import assert from "node:assert/strict";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { describe, test } from "node:test";
import { acknowledged, clients, startServer, WAYS } from "../interop/harness.mjs";
import { certificate, startHaproxy, startNginx } from "./proxy.mjs";

/** Where the proxies connect from, and where the clients do. */
const PROXY = "127.0.0.1";
const CLIENT = "127.0.0.2";

const skip = process.platform !== "linux" && "only Linux has the whole network 127.0.0.0/8";

const [trusting, distrustful] = await Promise.all([startServer("--trust", PROXY), startServer()]);
const tls = await certificate();

const STARTED_BY = {
  nginx: (server, tls) =>
    startNginx({
      tls,
      shared: `map $http_upgrade $connection_upgrade { default upgrade; "" close; }`,
      site: `
        location / {
          proxy_pass ${server.url};
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto $scheme;
        }`,
    }),
  haproxy: (server, tls) =>
    startHaproxy({
      tls,
      backend: `
        option forwardfor
        http-request set-header X-Forwarded-Proto ${tls ? "https" : "http"}
        server wigwag ${new URL(server.url).host}`,
    }),
};

for (const [name, start] of Object.entries(STARTED_BY)) {
  describe(name, { skip }, async () => {
    const cases = [
      { title: "trusted", proxied: await start(trusting), expected: { address: CLIENT, secure: false } },
      { title: "trusted, with TLS", proxied: await start(trusting, tls), expected: { address: CLIENT, secure: true } },
      { title: "not trusted", proxied: await start(distrustful, tls), expected: { address: PROXY, secure: false } },
    ];
    for (const { title, proxied, expected } of cases) {
      for (const way of WAYS) {
        const { connect } = clients(proxied, way);

        test(`${title}, over ${way.name}`, async () => {
          const Agent = proxied.url.startsWith("https:") ? HttpsAgent : HttpAgent;
          const options = { agent: new Agent({ localAddress: CLIENT, ca: tls.ca }), ca: tls.ca };
          // What a client says of itself is in the same headers, and must change nothing.
          const extraHeaders = { "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https" };
          const socket = await connect("/mirror", { ...options, extraHeaders });
          const [{ address, secure }] = await acknowledged(socket, "handshake");
          assert.deepEqual({ address, secure }, expected);
        });
      }
    }
  });
}
