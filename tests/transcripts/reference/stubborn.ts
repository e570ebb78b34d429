// A server that does not answer the first times.

import { type Application, fence } from "./application.ts";

export const stubborn: Application = {
  serve(io, journal) {
    const seen = new Map<string, number>();
    io.on("connection", (socket) => {
      fence(socket);
      journal.of(socket, "connection");
      socket.on("disconnect", (reason) => journal.of(socket, "disconnect", reason));
      // Answered the `times`-th time that the value comes.
      socket.on("said", (value: string, times: number, acknowledge: (answer: string) => void) => {
        const time = (seen.get(value) ?? 0) + 1;
        seen.set(value, time);
        journal.of(socket, "said", value, time);
        if (time >= times) acknowledge(`${value} at last`);
      });
    });
  },
};
