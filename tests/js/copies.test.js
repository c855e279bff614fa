import assert from "node:assert/strict";
import test from "node:test";

import { join, looked, lookOf } from "../../static/lib/copies.js";

const member = (subject) => {
  const told = [];
  return { subject, told, look: (view) => told.push(view) };
};

test("copies of a card look at the same, and no other card does", () => {
  const [original, copy, other] = ["a", "a", "b"].map(member);
  const leave = [original, copy, other].map(join);
  looked(original, { x: [1, 2] });
  assert.deepEqual([original.told, copy.told, other.told], [[], [{ x: [1, 2] }], []]);
  assert.deepEqual([lookOf("a"), lookOf("b")], [{ x: [1, 2] }, null]);
  looked(copy, null);
  assert.deepEqual([original.told, lookOf("a")], [[null], null]);
  leave[1]();
  looked(original, { x: [3, 4] });
  assert.equal(copy.told.length, 1);
  assert.deepEqual(lookOf("a"), { x: [3, 4] }, "one that comes later finds it");
});
