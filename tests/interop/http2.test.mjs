// Node's HTTP/2 client: polling, and a WebSocket on a stream of the connection (RFC 8441).

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, constants } from "node:http2";
import { after, test } from "node:test";
import { startServer } from "./harness.mjs";

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_PROTOCOL, HTTP2_HEADER_STATUS } = constants;

const server = await startServer();
const http2 = connect(server.url);
after(() => http2.destroy());
const [settings] = await once(http2, "remoteSettings");

test("the server offers WebSockets on streams", () => {
  assert.equal(settings.enableConnectProtocol, true);
});

test("a session polls", async () => {
  const open = "/socket.io/?EIO=4&transport=polling";
  const { sid } = JSON.parse((await request("GET", open)).body.slice(1));
  const target = `${open}&sid=${sid}`;
  assert.deepEqual(await request("POST", target, "40/untyped,"), { status: 200, body: "ok" });
  const connected = await request("GET", target);
  assert.match(connected.body, /^40\/untyped,\{"sid":"/);
});

test("a session lives on a stream, beside others", async () => {
  const [first, second] = await Promise.all([openWebSocket(), openWebSocket()]);
  for (const websocket of [second, first]) {
    assert.match(await websocket.next(), /^0\{"sid":"/);
    websocket.send("40/untyped,");
    assert.match(await websocket.next(), /^40\/untyped,\{"sid":"/);
  }
  first.stream.close();
  second.send("41/untyped,");
  second.send("40/nowhere,");
  assert.equal(await second.next(), '44/nowhere,{"message":"Invalid namespace"}');
});

async function request(method, path, body) {
  const stream = http2.request({ [HTTP2_HEADER_METHOD]: method, [HTTP2_HEADER_PATH]: path });
  stream.end(body);
  const [headers] = await once(stream, "response");
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return { status: headers[HTTP2_HEADER_STATUS], body: text };
}

/** A WebSocket for short texts. */
async function openWebSocket() {
  const stream = http2.request({
    [HTTP2_HEADER_METHOD]: "CONNECT",
    [HTTP2_HEADER_PROTOCOL]: "websocket",
    [HTTP2_HEADER_PATH]: "/socket.io/?EIO=4&transport=websocket",
    "sec-websocket-version": "13",
  });
  const texts = readTexts(stream);
  const [headers] = await once(stream, "response");
  assert.equal(headers[HTTP2_HEADER_STATUS], 200);
  const send = (text) => {
    // The mask is four zeros, which leaves the text as it is.
    stream.write(Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]));
  };
  return { stream, send, next: async () => (await texts.next()).value };
}

async function* readTexts(stream) {
  let buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 2) {
      assert.equal(buffer[0], 0x81);
      const start = buffer[1] === 126 ? 4 : 2;
      if (buffer.length < start) break;
      const end = start + (start === 4 ? buffer.readUInt16BE(2) : buffer[1]);
      if (buffer.length < end) break;
      yield buffer.toString("utf8", start, end);
      buffer = buffer.subarray(end);
    }
  }
}
