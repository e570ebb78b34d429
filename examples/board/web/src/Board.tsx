import { useState } from "react";
import type { Task, TaskId } from "./api.gen.ts";
import { AddTask } from "./AddTask.tsx";
import { Notice } from "./Notice.tsx";
import { People } from "./People.tsx";
import { TaskCard } from "./TaskCard.tsx";
import { COLUMNS, COLUMN_TITLES } from "./texts.ts";
import { useAsk } from "./useAsk.ts";
import type { Connection } from "./useConnection.ts";

interface Props {
  tasks: Task[];
  people: string[];
  connection: Connection;
  onLeave: () => void;
}

/** The board with everything on it. While there is no connection it can be read, not changed. */
export function Board({ tasks, people, connection, onLeave }: Props) {
  const [problem, ask] = useAsk();
  const [moved, setMoved] = useState<TaskId>();
  return (
    <>
      <header className="bar">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <h1>Board</h1>
        <People names={people} />
        <button onClick={onLeave}>Leave</button>
      </header>
      <Notice connection={connection} problem={problem} />
      <fieldset className="board" disabled={connection.is !== "open"}>
        <AddTask ask={ask} />
        <main className="columns">
          {COLUMNS.map((column) => {
            const inColumn = tasks.filter((task) => task.column === column);
            return (
              <section key={column} aria-labelledby={column} data-testid={column}>
                <h2 id={column}>
                  {COLUMN_TITLES[column]} <span className="count">{inColumn.length}</span>
                </h2>
                <ul>
                  {inColumn.map((task) => (
                    <TaskCard key={task.id} task={task} ask={ask} wasMoved={task.id === moved} onMove={setMoved} />
                  ))}
                </ul>
              </section>
            );
          })}
        </main>
      </fieldset>
    </>
  );
}
