// The servers for suites of others, each in a process of its own.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after } from "node:test";

/** Starts a profile of the fixture and stops it when the test file ends. `env` are its variables. */
export async function startFixture(profile, env = {}) {
  const binary = process.env.WIGWAG_FIXTURE;
  const [command, ...args] = binary
    ? [binary]
    : ["cargo", "run", "--quiet", "--package", "wigwag-tests", "--bin", "fixture", "--"];
  const child = spawn(command, [...args, profile], {
    env: { ...process.env, HOST: "127.0.0.1", PORT: "0", RUST_BACKTRACE: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  after(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  /** Has it end in order; gives its exit code. */
  const terminate = () => {
    child.kill("SIGTERM");
    return exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = line.match(/^listening on (http:\S+)$/) ?? [];
    if (url) return { url, port: Number(new URL(url).port), pid: child.pid, terminate };
  }
  throw new Error(`the fixture ${profile} ended before it listened`);
}
