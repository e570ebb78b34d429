// Asks the server for a greeting: node client.mjs [name]
import { io } from "socket.io-client";

const socket = io("http://127.0.0.1:3000");
console.log(await socket.emitWithAck("greet", process.argv[2] ?? "world"));
socket.close();
