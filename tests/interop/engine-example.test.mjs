// The example of Engine.IO alone, with two of its own clients.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { within } from "./harness.mjs";

test("whatever one client sends, the other gets", async () => {
  const binary = process.env.WIGWAG_ENGINE_EXAMPLE;
  const [command, ...args] = binary
    ? [binary]
    : ["cargo", "run", "--quiet", "--package", "wigwag-example-engine", "--"];
  const server = start(command, [...args, "127.0.0.1:0"]);
  const [, url] = (await server.line()).match(/^listening on (http:\S+)$/);
  const [one, other] = [client(url), client(url)];
  assert.equal(await one.line(), "welcome");
  assert.equal(await other.line(), "welcome");
  one.say("from one");
  assert.equal(await other.line(), "from one");
  other.say("from the other");
  assert.equal(await one.line(), "from the other");
});

const client = (url) =>
  start("node", [fileURLToPath(new URL("../../examples/engine/client.mjs", import.meta.url)), url]);

/** Starts a program, to be spoken with line by line. */
function start(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  after(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  return {
    say: (line) => child.stdin.write(`${line}\n`),
    line: () => within("a line", (resolve) => lines.next().then(({ value }) => resolve(value))),
  };
}
