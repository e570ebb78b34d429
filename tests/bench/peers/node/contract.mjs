// What a load generator may ask of any server, and how it starts one: `--port 0 --ping-interval 25`.

import { parseArgs } from "node:util";

export function options() {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "0" }, "ping-interval": { type: "string", default: "25" } },
  });
  return { port: Number(values.port), pingInterval: 1000 * Number(values["ping-interval"]) };
}

export function listen(io) {
  io.on("connection", (socket) => {
    socket.on("echo", (data, ack) => ack(data));
    socket.on("echob", (bytes, ack) => ack(bytes));
    socket.on("bcast", (data, count, ack) => {
      for (let i = 0; i < count; i += 1) io.emit("msg", data);
      ack();
    });
    socket.on("join", (room, ack) => {
      socket.join(room);
      ack();
    });
    socket.on("leave", (room, ack) => {
      socket.leave(room);
      ack();
    });
    socket.on("room", (room, data, ack) => {
      io.to(room).emit("msg", data);
      ack();
    });
  });
}
