// That the check of numbered streams can fail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { payload, Sequence } from "./sequence.mjs";

/** Lets the stream `ada` be these messages. */
function check(numbers, received, faults) {
  const sequence = new Sequence("ada");
  for (const number of numbers) sequence.take(number, payload("ada", number));
  assert.deepEqual([sequence.received, sequence.faults], [received, faults]);
}

test("a stream in order is right", () => {
  check([], 0, []);
  check([0, 1, 2, 3, 4], 5, []);
});

test("a lost message shows", () => {
  check([1], 1, ["at 0 came 1"]);
  check([0, 1, 3], 3, ["at 2 came 3"]);
});

test("a doubled message shows", () => {
  check([0, 0], 2, ["at 1 came 0"]);
  check([0, 1, 1, 2], 4, ["at 2 came 1", "at 3 came 2"]);
});

test("swapped messages show", () => check([0, 2, 1, 3], 4, ["at 1 came 2", "at 2 came 1"]));

test("a changed message shows", () => {
  for (const number of [0, 1, 2]) {
    const sequence = new Sequence("ada");
    for (let before = 0; before < number; before += 1) sequence.take(before, payload("ada", before));
    sequence.take(number, payload("eve", number));
    assert.equal(sequence.faults.length, 1);
  }
});

test("payloads are of three kinds", () => {
  assert.equal(payload("ada", 0), "ada 0");
  assert.deepEqual(payload("ada", 1), Buffer.from("ada 1"));
  assert.deepEqual(payload("ada", 2), { head: Buffer.from("ada 2"), text: "ada 2", tail: Buffer.alloc(0) });
});
