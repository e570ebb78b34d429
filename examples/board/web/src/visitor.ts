// Who looks at the board. Kept while the tab is open, so that a reload asks for nothing.

import type { Visitor } from "./api.gen.ts";

const KEY = "board.name";

export function savedVisitor(): Visitor | null {
  const name = sessionStorage.getItem(KEY);
  return name === null ? null : { name };
}

export function saveVisitor(visitor: Visitor | null): void {
  if (visitor) sessionStorage.setItem(KEY, visitor.name);
  else sessionStorage.removeItem(KEY);
}
