// A TCP relay in front of a server, so that a test decides when the official client upgrades, and when its
// connection breaks.

import { connect, createServer } from "node:net";
import { once } from "node:events";

/**
 * Starts a relay in front of `port`. WebSocket handshakes wait until `open()` is called; `cut()` breaks every
 * connection and lets nobody in until `mend()` is called. `accepted()` counts the connections so far. With
 * `swallowing`, nothing that a client says over WebSocket reaches the server, but for the handshake. `read` is
 * given the beginning of each connection.
 */
export async function startGate(port, { swallowing = false, read = () => {} } = {}) {
  let open;
  let broken = false;
  let accepted = 0;
  const opened = new Promise((resolve) => (open = resolve));
  const connections = new Set();
  const cut = () => {
    broken = true;
    for (const end of connections) end.destroy();
  };

  const relay = createServer(async (client) => {
    accepted += 1;
    if (broken) return client.destroy();
    const server = connect(port, "127.0.0.1");
    for (const end of [client, server]) {
      connections.add(end);
      end.on("close", () => {
        connections.delete(end);
        client.destroy();
        server.destroy();
      });
      end.on("error", () => {});
    }
    server.pipe(client);
    const [request] = await once(client, "data").catch(() => []);
    if (!request) return;
    client.pause();
    read(request);
    const isWebSocket = request.includes("transport=websocket");
    if (isWebSocket) await opened;
    server.write(request);
    if (isWebSocket && swallowing) client.resume();
    else client.pipe(server);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");

  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    port: relay.address().port,
    accepted: () => accepted,
    open,
    cut,
    mend() {
      broken = false;
    },
    close() {
      relay.close();
      cut();
    },
  };
}
