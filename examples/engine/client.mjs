// Sends the lines that are typed, and prints those of others.
import { createInterface } from "node:readline";
import { Socket } from "engine.io-client";

const socket = new Socket(process.argv[2] ?? "http://127.0.0.1:3000");
socket.on("message", (message) => console.log(message));
socket.on("close", (reason) => {
  console.log(`the end: ${reason}`);
  process.exit();
});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => socket.send(line));
lines.on("close", () => socket.close());
