import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DEADLINE } from "./harness.mjs";

/** Where the example listens. It is too small for options. */
const PORT = 3000;

test("the smallest example greets its client", async (context) => {
  if (!(await isFree(PORT))) return context.skip(`port ${PORT} is taken by another program`);
  startHello();
  const client = fileURLToPath(new URL("../../examples/hello/client.mjs", import.meta.url));
  // The client tries again until the server listens.
  const { stdout } = await promisify(execFile)("node", [client, "Ada"], { timeout: DEADLINE });
  assert.equal(stdout, "Hello, Ada!\n");
});

function startHello() {
  const binary = process.env.WIGWAG_HELLO;
  const server = binary
    ? spawn(binary, { stdio: "inherit" })
    : spawn("cargo", ["run", "--quiet", "--package", "wigwag-example-hello"], { stdio: "inherit" });
  after(async () => {
    server.kill("SIGKILL");
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
  });
}

async function isFree(port) {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
