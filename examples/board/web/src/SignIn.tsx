import { useState, type FormEvent } from "react";
import type { Visitor } from "./api.gen.ts";

interface Props {
  name?: string;
  problem?: string;
  onVisitor: (visitor: Visitor) => void;
}

/** Asks who the visitor is. */
export function SignIn({ name: initialName = "", problem = "", onVisitor }: Props) {
  const [name, setName] = useState(initialName);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onVisitor({ name });
  };
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <img src="/icon.svg" alt="" width="48" height="48" />
        <h1>Board</h1>
        <p>One list of tasks for the whole team, up to date on every screen.</p>
        <label htmlFor="name">Your name</label>
        <input
          id="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="nickname"
          autoFocus
          aria-describedby="name-problem"
        />
        <p id="name-problem" className="problem" role="alert">
          {problem}
        </p>
        <button className="primary">Open the board</button>
      </form>
    </main>
  );
}
