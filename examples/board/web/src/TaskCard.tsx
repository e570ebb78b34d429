import type { Column, Task, TaskId } from "./api.gen.ts";
import { socket } from "./socket.ts";
import { COLUMNS, COLUMN_TITLES } from "./texts.ts";
import type { Ask } from "./useAsk.ts";

interface Props {
  task: Task;
  ask: Ask;
  /** Whether this page has moved the task last, so that the keyboard follows it into its column. */
  wasMoved: boolean;
  onMove: (id: TaskId) => void;
}

/** One task, with the buttons that change it. */
export function TaskCard({ task, ask, wasMoved, onMove }: Props) {
  const { id, title } = task;
  const move = (to: Column) => {
    onMove(id);
    void ask(socket.emitWithAck("task:move", { id, to }));
  };
  const at = COLUMNS.indexOf(task.column);
  const [before, after] = [COLUMNS[at - 1], COLUMNS[at + 1]];
  return (
    <li className="task" data-testid="task">
      <p>{title}</p>
      <p className="author">{task.author}</p>
      <div className="actions">
        {before && (
          <button onClick={() => move(before)} autoFocus={wasMoved && !after} aria-label={`Move “${title}” to ${COLUMN_TITLES[before]}`}>
            ← {COLUMN_TITLES[before]}
          </button>
        )}
        {after && (
          <button onClick={() => move(after)} autoFocus={wasMoved} aria-label={`Move “${title}” to ${COLUMN_TITLES[after]}`}>
            {COLUMN_TITLES[after]} →
          </button>
        )}
        <button onClick={() => ask(socket.emitWithAck("task:remove", id))} aria-label={`Remove “${title}”`}>
          Remove
        </button>
      </div>
    </li>
  );
}
