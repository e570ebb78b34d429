// Two servers that know nothing of each other behind one proxy: each session must stay with one of them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acknowledged, clients, next, startServer, WAYS } from "../interop/harness.mjs";
import { NEWEST, OLDEST } from "../interop/versions.mjs";
import { startHaproxy, startNginx } from "./proxy.mjs";

const servers = await Promise.all([startServer(), startServer()]);
const [here, there] = servers.map(({ url }) => new URL(url).host);

/** Enough for both servers to get some. */
const CLIENTS = 12;

const byCookie = await startHaproxy({
  backend: `
    balance roundrobin
    cookie instance insert indirect nocache
    server here ${here} cookie here
    server there ${there} cookie there`,
});

describe("haproxy, by a cookie of its own", () => {
  for (const way of WAYS) {
    staysWhereItIs(byCookie, NEWEST, way, () => ({ withCredentials: true }));
  }
});

const withCookies = await Promise.all([startServer("--cookie", "io"), startServer("--cookie", "io")]);
const byServersCookie = await startHaproxy({
  backend: `
    balance roundrobin
    cookie io prefix nocache
    server here ${new URL(withCookies[0].url).host} cookie here
    server there ${new URL(withCookies[1].url).host} cookie there`,
});

describe("haproxy, by the cookie of the servers", () => {
  // A session that begins with a WebSocket gets no cookie, and needs none.
  for (const way of WAYS) {
    staysWhereItIs(byServersCookie, NEWEST, way, () => ({ withCredentials: true }));
  }
});

const byHeader = await startNginx({
  shared: `
    map $http_upgrade $connection_upgrade { default upgrade; "" close; }
    upstream wigwag { hash $http_x_user; server ${here}; server ${there}; }`,
  site: `
    location / {
      proxy_pass http://wigwag;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }`,
});

describe("nginx, by a header of the client", () => {
  for (const library of [NEWEST, OLDEST]) {
    for (const way of WAYS) {
      staysWhereItIs(byHeader, library, way, (i) => ({ extraHeaders: { "x-user": `user ${i}` } }));
    }
  }
});

const byNothing = await startHaproxy({
  backend: `
    balance roundrobin
    server here ${here}
    server there ${there}`,
});

describe("nothing keeps a session where it is", () => {
  test("the other server does not know the session", async () => {
    const path = `${byNothing.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(path)).text()).slice(1));
    const response = await fetch(`${path}&sid=${sid}`);
    assert.equal(response.status, 400);
    assert.equal(await response.text(), '{"code":1,"message":"Session ID unknown"}');
  });

  for (const library of [NEWEST, OLDEST]) {
    const { connect, open } = clients(byNothing, { transports: ["websocket"] }, library);

    test(`socket.io-client ${library.version} cannot poll`, async () => {
      const socket = open("/annex", { transports: ["polling"] });
      const [reason] = await next(socket.io.engine, "close");
      assert.equal(reason, "transport error");
      assert.equal(socket.connected, false);
    });

    test(`socket.io-client ${library.version} needs only one connection for WebSocket`, async () => {
      const socket = await connect("/annex");
      assert.deepEqual(await acknowledged(socket, "shout", "hello"), ["HELLO"]);
    });
  }
});

/** Many clients work, and both servers have some of them. */
function staysWhereItIs(proxied, library, way, optionsOf) {
  const { connect } = clients(proxied, way, library);

  test(`socket.io-client ${library.version} over ${way.name}`, async () => {
    const processes = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, i) => {
        const socket = await connect("/mirror", optionsOf(i));
        const answers = [];
        for (let round = 0; round < 3; round += 1) answers.push(...(await acknowledged(socket, "handshake")));
        assert.equal(new Set(answers.map(({ process }) => process)).size, 1);
        return answers[0].process;
      }),
    );
    assert.equal(new Set(processes).size, 2);
  });
}
