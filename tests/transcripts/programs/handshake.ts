// What the server knows of a client.

import { behaviour, play } from "../harness/play.ts";

behaviour("headers can be asked for in lower case", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { extraHeaders: { "X-Custom": "Some Value" } });
  await a.ask("header", "x-custom");
  await a.ask("header", "x-none");
});

behaviour("headers of a polling client are those of its first request", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling"], extraHeaders: { "x-custom": "polling" } });
  await a.ask("header", "x-custom");
});

behaviour("the query has what the client added, and what the transport added", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { query: { token: "a b&c=ü", empty: "" } });
  await a.ask("query", "token");
  await a.ask("query", "empty");
  await a.ask("query", "EIO");
  await a.ask("query", "transport");
  await a.ask("query", "none");
});

behaviour("a query behind the address is the handshake's", "handshake", async (stage) => {
  const a = await stage.connect("a", "/news?from=address");
  await a.ask("query", "from");
});

behaviour("the path is the server's", "handshake", async (stage) => {
  const a = await stage.connect("a", "/news");
  await a.ask("ask", "path");
});

behaviour("the address is the peer's", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { extraHeaders: { "x-forwarded-for": "10.1.2.3" } });
  await a.ask("ask", "address");
});

behaviour("a connection without TLS is not secure", "handshake", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("ask", "secure");
});

behaviour("a request without an Origin is not of another domain, one with an Origin is", "handshake", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("ask", "xdomain");
  const b = await stage.connect("b", "/", { extraHeaders: { origin: stage.server.url } });
  await b.ask("ask", "xdomain");
});

behaviour("a handshake has its time", "handshake", async (stage) => {
  const a = await stage.connect("a");
  await a.ask("ask", "age");
});

behaviour("after the upgrade the handshake is still the first request", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { transports: ["polling", "websocket"] });
  await a.upgraded();
  await a.ask("query", "transport");
  await a.ask("ask", "transport");
});

behaviour("namespaces share the request and have an auth of their own", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { query: { shared: "yes" }, auth: { of: "main" } });
  const b = stage.also(a, "b", "/news", { auth: { of: "news" } });
  await b.got("connect");
  await a.ask("query", "shared");
  await b.ask("query", "shared");
  await a.ask("ask", "auth");
  await b.ask("ask", "auth");
});

behaviour("a client that comes back has a new handshake", "handshake", async (stage) => {
  const a = await stage.connect("a", "/", { query: { times: "1" } });
  await a.ask("query", "times");
  a.socket.disconnect();
  a.socket.io.opts.query = { times: "2" };
  a.socket.connect();
  await a.got("connect");
  await a.ask("query", "times");
});

await play();
