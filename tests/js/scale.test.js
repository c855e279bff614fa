import assert from "node:assert/strict";
import test from "node:test";

import { around } from "../../static/lib/domain.js";
import { drawn, drawnRange, SCALES, valueRange } from "../../static/lib/scale.js";
import { ticks } from "../../static/lib/ticks.js";

const { linear, log10, symlog } = SCALES;
const close = (found, expected) =>
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found} is not ${expected}`);
  });

test("what a scale draws it finds again", () => {
  for (const scale of Object.values(SCALES))
    for (const value of [1e-9, 0.3, 1, 42, 1e12]) close([scale.from(scale.to(value)) / value], [1]);
  close([symlog.from(symlog.to(-7)), symlog.to(0), symlog.to(9), symlog.to(-99)], [-7, 0, 1, -2]);
});

test("a log scale draws what it cannot show beyond its lower end, and NaN and infinity as they are", () => {
  const places = drawn(Float32Array.of(0, -3, NaN, Infinity, 100), log10);
  assert.deepEqual(Array.from(places), [-Infinity, -Infinity, NaN, Infinity, 2]);
});

test("a linear scale draws the values themselves, and another one draws the same array once", () => {
  const values = Float64Array.of(1, 2);
  assert.equal(drawn(values, linear), values);
  assert.equal(drawn(values, log10), drawn(values, log10));
});

test("a range that a scale cannot show keeps the end it can, or is none", () => {
  assert.deepEqual(drawnRange([0, 100], log10, [-3, 5]), [-3, 2]);
  assert.equal(drawnRange([-5, -1], log10, [-3, 5]), null);
  close(valueRange([0, 2], log10), [1, 100]);
});

test("an end that is left open is where the data ends, or as far away", () => {
  assert.deepEqual(drawnRange([null, 3], linear, [0, 10]), [0, 3]);
  assert.deepEqual(drawnRange([4, null], linear, [0, 10]), [4, 10]);
  assert.deepEqual(drawnRange([null, -5], linear, [0, 10]), [-15, -5]);
  assert.deepEqual(drawnRange([20, null], linear, [0, 10]), [20, 30]);
});

test("a log axis reaches from half the lowest value to twice the highest", () => {
  close(valueRange(around([-1, 1], log10), log10), [0.05, 20]);
  close(around(null, log10), [-1, 0]);
});

test("a symlog axis has a twentieth of room as drawn, and half and twice a single value", () => {
  close(around([-1, 1], symlog), [-1.1, 1.1]);
  close(around([0, 1], symlog), [0, 1.05]);
  close(valueRange(around([symlog.to(8), symlog.to(8)], symlog), symlog), [4, 16]);
  close(valueRange(around([symlog.to(-8), symlog.to(-8)], symlog), symlog), [-16, -4]);
  close(valueRange(around([0, 0], symlog), symlog), [-1, 1]);
});

test("ticks are round, the roundest first, and keep their distance", () => {
  assert.deepEqual(ticks(log10, [-2, 2], 0.5).values, [0.01, 0.1, 1, 10, 100]);
  assert.deepEqual(ticks(log10, [0, 2], 0.2).values, [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(ticks(log10, [-6, 0], 1.5).values, [1e-6, 1e-4, 1e-2, 1]);
  assert.deepEqual(ticks(symlog, [-2.1, 2.1], 0.6).values, [-100, -10, 0, 10, 100]);
  const { places } = ticks(symlog, [-3, 3], 0.4);
  for (let i = 1; i < places.length; i++) assert.ok(places[i] - places[i - 1] >= 0.4);
});

test("a narrow part of a log axis has evenly spaced ticks", () => {
  const { values, step } = ticks(log10, [Math.log10(41), Math.log10(49)], 0.015);
  assert.equal(step, 2);
  close(values, [42, 44, 46, 48]);
});

test("a log axis of elapsed time has seconds, minutes and hours", () => {
  assert.deepEqual(ticks(log10, [-0.5, 4], 0.9, true).values, [1, 60, 3600]);
});
