import { useState, type FormEvent } from "react";
import { socket } from "./socket.ts";
import type { Ask } from "./useAsk.ts";

/** The form for a new task. The title stays in it until the server has taken it. */
export function AddTask({ ask }: { ask: Ask }) {
  const [title, setTitle] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await ask(socket.emitWithAck("task:add", { title }))) setTitle("");
  };
  return (
    <form className="add" onSubmit={submit}>
      <input
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        placeholder="What is to be done?"
        aria-label="Title of a new task"
        enterKeyHint="done"
      />
      <button className="primary">Add</button>
    </form>
  );
}
