import assert from "node:assert/strict";
import test from "node:test";

import { extent, nice, padded } from "../../static/lib/domain.js";

const shuffled = Float64Array.from({ length: 101 }, (_, i) => (i * 37) % 101);

test("values far from the middle nine tenths are left out, at either side", () => {
  const spiked = shuffled.slice();
  spiked[7] = 1000;
  assert.deepEqual(extent(spiked.slice(), 101, true), [0, 96]);
  spiked[8] = -1000;
  assert.equal(extent(spiked.slice(), 101, true)[0] > -1000, true);
  assert.deepEqual(extent(spiked, 101, false), [-1000, 1000]);
});

test("a curve that falls steeply at first is shown from its start", () => {
  const falling = Float64Array.from({ length: 200 }, (_, i) => 3 * Math.exp(-i / 40));
  assert.equal(extent(falling.slice(), 200, true)[1], 3);
});

test("a series that is mostly one value keeps the others", () => {
  const mostly = new Float64Array(100);
  mostly[50] = 1;
  assert.deepEqual(extent(mostly, 100, true), [0, 1]);
});

test("the middle nine tenths are those of sorting, whatever the numbers", () => {
  for (let seed = 1; seed < 60; seed++) {
    const numbers = Float64Array.from(
      { length: seed * 3 + 40 },
      (_, i) => Math.sin(seed * 99 + i * i) * (i % 7),
    );
    numbers[seed % 40] = 1e6;
    numbers[(seed + 9) % 40] = -1e6;
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
  assert.deepEqual(padded([-10, 10]), [-12, 12]);
  assert.deepEqual(padded([0.1, 0.9]), [0, 1]);
});

test("a range crosses zero only where values do", () => {
  assert.deepEqual(
    [padded([0, 10]), padded([0.02, 3])],
    [
      [0, 11],
      [0, 3.5],
    ],
  );
  assert.deepEqual(padded([-10, -0.1]), [-11, 0]);
});

test("few points have no outliers", () => {
  assert.deepEqual(extent(Float64Array.of(1, 2, 3, 4, 1000), 5, true), [1, 1000]);
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
