// The official clients through haproxy.

import { describe } from "node:test";
import { Fetch } from "engine.io-client";
import { startServer } from "../interop/harness.mjs";
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
