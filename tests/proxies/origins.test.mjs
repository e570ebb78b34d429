// Pages that come through a proxy: the server knows its own origin by the host that the client asked for.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clients, next, startServer, WAYS } from "../interop/harness.mjs";
import { startHaproxy, startNginx } from "./proxy.mjs";

const [server, trusting] = await Promise.all([startServer(), startServer("--trust", "127.0.0.1")]);

const nginx = ({ url }, headers) =>
  startNginx({
    shared: `map $http_upgrade $connection_upgrade { default upgrade; "" close; }`,
    site: `
      location / {
        proxy_pass ${url};
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        ${headers}
      }`,
  });
const haproxy = ({ url }) => startHaproxy({ backend: `server wigwag ${new URL(url).host}` });

describe("nginx that hands Host on", async () =>
  ownOriginIsAdmitted(await nginx(server, "proxy_set_header Host $http_host;")));
describe("haproxy, which hands Host on", async () => ownOriginIsAdmitted(await haproxy(server)));
describe("nginx that tells the host apart, and is trusted", async () =>
  ownOriginIsAdmitted(await nginx(trusting, "proxy_set_header X-Forwarded-Host $http_host;")));

// What a proxy says that is not trusted is ignored.
describe("nginx that keeps Host to itself", async () =>
  everyOriginIsForeign(await nginx(server, "proxy_set_header X-Forwarded-Host $http_host;")));

function ownOriginIsAdmitted(proxied) {
  for (const way of WAYS) {
    const { connect, open } = clients(proxied, way);

    test(`its own page is admitted over ${way.name}`, async () => {
      await connect("/annex", { extraHeaders: { Origin: proxied.url } });
    });

    test(`a foreign page is refused over ${way.name}`, async () => {
      await assertRefused(open, "http://example.com");
    });
  }
}

function everyOriginIsForeign(proxied) {
  for (const way of WAYS) {
    const { connect, open } = clients(proxied, way);

    test(`its own page is refused over ${way.name}`, () => assertRefused(open, proxied.url));

    test(`a program that is no page is admitted over ${way.name}`, async () => {
      await connect("/annex");
    });
  }
}

async function assertRefused(open, Origin) {
  const socket = open("/annex", { extraHeaders: { Origin } });
  const [error] = await next(socket, "connect_error");
  assert.equal(error.type, "TransportError");
  // What a WebSocket is refused with, the client does not tell.
  if (error.message === "xhr poll error") assert.equal(error.description, 403);
}
