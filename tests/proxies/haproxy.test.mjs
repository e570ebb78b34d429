// The official clients through haproxy.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Fetch } from "engine.io-client";
import { essentials } from "../interop/essentials.mjs";
import { acknowledged, clients, startServer, withEachClient } from "../interop/harness.mjs";
import { NEWEST, OLDEST } from "../interop/versions.mjs";
import {
  compressionIsRead,
  everythingWorks,
  failedUpgradesHarmNothing,
  timeoutsAreSurvived,
  tlsEndsAtTheProxy,
} from "./cases.mjs";
import { certificate, startHaproxy } from "./proxy.mjs";

const server = await startServer();

/** haproxy in front of both servers; `backend` has further statements for the first. */
const startProxy = ({ backend = "", ...rest } = {}) =>
  startHaproxy({
    frontend: "use_backend engine if { path_beg /engine.io/ }",
    backend: `
      ${backend}
      server wigwag ${new URL(server.url).host}
      backend engine
        server wigwag ${new URL(server.engineUrl).host}`,
    ...rest,
  });

const proxied = await startProxy();
describe("with the timeouts that Debian sets", () => everythingWorks(proxied));

// WebSocket included: RFC 8441.
const overHttp2 = await startHaproxy({ backend: `server wigwag ${new URL(server.url).host} proto h2` });
describe("with HTTP/2 to the server", () => {
  withEachClient([NEWEST, OLDEST], overHttp2, essentials);

  const { connect } = clients(overHttp2, { transports: ["websocket"] });
  test("a WebSocket is a stream of HTTP/2", async () => {
    const socket = await connect("/mirror");
    const [{ headers }] = await acknowledged(socket, "handshake");
    assert.equal(headers.upgrade, undefined, "only HTTP/1.1 has this header");
  });
});

const withoutUpgrade = await startProxy({ backend: "http-request del-header upgrade" });
describe("without WebSocket", () => failedUpgradesHarmNothing(withoutUpgrade));

const compressing = await startProxy({ backend: "compression algo gzip\ncompression type text/plain" });
describe("with compression", () => compressionIsRead(compressing, [Fetch]));

const hasty = await startProxy({
  defaults: `
    timeout connect 5s
    timeout client 50s
    timeout server 300ms`,
});
describe("with a timeout shorter than the ping interval", () => timeoutsAreSurvived(hasty));

const tls = await certificate();
const secured = await startProxy({ tls });
describe("with TLS", () => tlsEndsAtTheProxy(secured, tls.ca));
