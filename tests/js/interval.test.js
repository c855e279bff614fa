import assert from "node:assert/strict";
import test from "node:test";

import { placeOf, valueAt } from "../../static/lib/interval.js";

test("near ends are a plain way, far ones above zero a way of factors", () => {
  assert.deepEqual([placeOf(5, [0, 20]), valueAt(0.25, [0, 20], false)], [0.25, 5]);
  assert.ok(Math.abs(placeOf(0.01, [0.0001, 1]) - 0.5) < 1e-12);
  assert.equal(valueAt(0.75, [0.0001, 1], false), 0.1);
  assert.equal(valueAt(0.5, [-1, 1001], false), 500);
});

test("a value comes back to within four digits, whole ones whole", () => {
  for (const ends of [
    [-3, 7],
    [1e-5, 0.1],
    [0, 1e9],
  ])
    for (const place of [0, 0.1, 0.5, 0.93, 1])
      assert.ok(Math.abs(placeOf(valueAt(place, ends, false), ends) - place) < 1e-3);
  assert.equal(valueAt(0.333, [0, 10], true), 3);
});

test("what lies beyond an end is at it", () => {
  assert.deepEqual([placeOf(-1, [0, 1]), placeOf(2, [0, 1]), placeOf(0, [0.001, 1])], [0, 1, 0]);
});
