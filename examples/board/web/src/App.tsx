import { useState } from "react";
import type { Visitor } from "./api.gen.ts";
import { Board } from "./Board.tsx";
import { SignIn } from "./SignIn.tsx";
import { refusalText } from "./texts.ts";
import { useBoard } from "./useBoard.ts";
import { useConnection } from "./useConnection.ts";
import { saveVisitor, savedVisitor } from "./visitor.ts";

export function App() {
  const [visitor, setVisitor] = useState(savedVisitor);
  // Listens before useConnection connects, so that nothing is missed.
  const board = useBoard();
  const connection = useConnection(visitor);
  const change = (visitor: Visitor | null) => {
    saveVisitor(visitor);
    setVisitor(visitor);
  };

  if (!visitor) return <SignIn onVisitor={change} />;
  if (connection.is === "refused") {
    return <SignIn name={visitor.name} problem={refusalText(connection.why)} onVisitor={change} />;
  }
  return <Board {...board} connection={connection} onLeave={() => change(null)} />;
}
