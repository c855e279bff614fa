import assert from "node:assert/strict";
import test from "node:test";

import { extent, nice, padded } from "../../static/lib/domain.js";

const shuffled = Float64Array.from({ length: 101 }, (_, i) => (i * 37) % 101);

test("outliers are the lowest and the highest twentieth", () => {
  assert.deepEqual(extent(shuffled.slice(), 101, true), [5, 95]);
  assert.deepEqual(extent(shuffled.slice(), 101, false), [0, 100]);
});

test("the k-th smallest is that of sorting, whatever the numbers", () => {
  for (let seed = 1; seed < 60; seed++) {
    const numbers = Float64Array.from({ length: seed * 3 }, (_, i) => Math.sin(seed * 99 + i * i) * (i % 7));
    const sorted = numbers.slice().sort();
    const last = numbers.length - 1;
    const expected = [sorted[Math.ceil(last * 0.05)], sorted[Math.floor(last * 0.95)]];
    assert.deepEqual(extent(numbers, numbers.length, true), expected);
  }
});

test("two points have no outliers, no points no extent", () => {
  assert.deepEqual(extent(Float64Array.of(9, 1), 2, true), [1, 9]);
  assert.equal(extent(new Float64Array(4), 0, true), null);
});

test("numbers beyond the count are not looked at", () => {
  assert.deepEqual(extent(Float64Array.of(1, 2, 99), 2, false), [1, 2]);
});

test("a range has a twentieth of room and round ends", () => {
  assert.deepEqual(padded([0, 10]), [-1, 11]);
  assert.deepEqual(padded([0.1, 0.9]), [0, 1]);
});

test("a single value gets room on the side of zero", () => {
  assert.deepEqual(padded([0, 0]), [-1, 1]);
  assert.deepEqual(padded([3, 3]), [0, 6]);
  assert.deepEqual(padded([-3, -3]), [-6, 0]);
  assert.deepEqual(padded(null), [-1, 1]);
});

test("values near the largest a number can be still give a range", () => {
  assert.ok(padded([-1.7e308, 1.7e308]).every(Number.isFinite));
});

test("values too close for round ends keep their own", () => {
  const [low, high] = nice(1, 1);
  assert.deepEqual([low, high], [1, 1]);
});
