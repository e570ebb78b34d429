// Streams of numbered messages, and what is wrong with one: a message that is lost, doubled, swapped with
// another, or changed. The same as `tests/src/sequence.rs`, by other means.

import { isDeepStrictEqual } from "node:util";

/** How many faults are kept: the first ones say what happened, the others follow from them. */
const FAULTS_MAX = 3;

/** What message `number` of the stream `owner` carries: text, bytes, or both. */
export function payload(owner, number) {
  const text = `${owner} ${number}`;
  if (number % 3 === 0) return text;
  if (number % 3 === 1) return Buffer.from(text);
  return { head: Buffer.from(text), text, tail: Buffer.alloc(0) };
}

/** Checks a stream while it comes. */
export class Sequence {
  received = 0;
  faults = [];

  constructor(owner) {
    this.owner = owner;
  }

  /** Takes the next message. */
  take(number, carried) {
    const due = this.received;
    this.received += 1;
    if (this.faults.length === FAULTS_MAX) return;
    if (number !== due) this.faults.push(`at ${due} came ${number}`);
    else if (!isDeepStrictEqual(carried, payload(this.owner, number))) {
      this.faults.push(`message ${number} carries ${JSON.stringify(carried)}`);
    }
  }
}
