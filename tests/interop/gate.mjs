// A TCP relay in front of a server that keeps WebSocket connections waiting until it is opened, so that
// a test decides when in its traffic the official client upgrades.

import { connect, createServer } from "node:net";
import { once } from "node:events";

/** Starts a closed gate in front of `port`. HTTP passes at once; WebSocket handshakes pass after `open()`. */
export async function startGate(port) {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const connections = new Set();

  const relay = createServer(async (client) => {
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
    const [request] = await once(client, "data");
    client.pause();
    if (request.includes("transport=websocket")) await opened;
    server.write(request);
    client.pipe(server);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");

  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    open,
    close() {
      relay.close();
      for (const end of connections) end.destroy();
    },
  };
}
