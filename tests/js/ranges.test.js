import assert from "node:assert/strict";
import test from "node:test";

import { isUsable, moved, ordered, pulled, zoomed } from "../../static/lib/ranges.js";
import { SCALES } from "../../static/lib/scale.js";

test("a zoom leaves the place it goes around where it is, and one event zooms by four at most", () => {
  assert.deepEqual(zoomed([0, 10], 4, 0.5), [2, 7]);
  assert.deepEqual(zoomed([0, 10], 0, 2), [0, 20]);
  assert.deepEqual(zoomed([0, 8], 0, 1e-9), [0, 2]);
});

test("a move is a part of the length", () => {
  assert.deepEqual(moved([10, 20], -0.5), [5, 15]);
});

test("what two fingers hold stays under them", () => {
  assert.deepEqual(pulled([0, 10], [4, 6], [3, 7]), [2.5, 7.5]);
  assert.deepEqual(pulled([0, 10], [4, 6], [5, 7]), [-1, 9]);
  const [low, high] = pulled([0, 10], [4, 6], [6, 4]);
  assert.ok(low > high, "crossed fingers show nothing");
});

test("a range without length, without digits or without values is not usable", () => {
  const { linear, log10 } = SCALES;
  assert.ok(isUsable([0, 1e-300], linear));
  for (const range of [
    [2, 1],
    [1, 1],
    [1, 1 + 1e-15],
    [0, Infinity],
    [NaN, 1],
  ])
    assert.ok(!isUsable(range, linear));
  assert.ok(isUsable([-9, 300], log10));
  assert.ok(!isUsable([-9, 400], log10));
});

test("two ends make a range, whichever comes first", () => {
  assert.deepEqual(
    [ordered(3, 1), ordered(1, 3)],
    [
      [1, 3],
      [1, 3],
    ],
  );
});
