// What a load generator may ask of any server.

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
    socket.on("room", (room, data, ack) => {
      io.to(room).emit("msg", data);
      ack();
    });
  });
}
