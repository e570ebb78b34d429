import { useState } from "react";
import type { Task } from "./api.gen.ts";
import { socket } from "./socket.ts";
import { useEvent } from "./useEvent.ts";

/** What the server says is on the board, and who looks at it. */
export function useBoard() {
  const [tasks, setTasks] = useState<Task[]>([]);
  const [people, setPeople] = useState<string[]>([]);
  useEvent(socket, "board:shown", setTasks);
  useEvent(socket, "task:changed", (changed) => {
    setTasks((tasks) => [...tasks.filter(({ id }) => id !== changed.id), changed]);
  });
  useEvent(socket, "task:removed", (removed) => {
    setTasks((tasks) => tasks.filter(({ id }) => id !== removed));
  });
  useEvent(socket, "people:changed", setPeople);
  return { tasks, people };
}
