// The one socket of the page. useConnection opens and closes it.

import { connectBoard } from "./api.gen.ts";
import { savedVisitor } from "./visitor.ts";

/** How long the server may take to answer before the person is told that it does not. */
const ANSWER_TIMEOUT_MS = 10_000;

export const socket = connectBoard(location.origin, {
  autoConnect: false,
  ackTimeout: ANSWER_TIMEOUT_MS,
  auth: (present) => present(savedVisitor() ?? { name: "" }),
});
