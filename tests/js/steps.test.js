import assert from "node:assert/strict";
import test from "node:test";

import { nearestTo, partOf, placeOf, placeWithin, stepText } from "../../static/lib/steps.js";

const STEPS = [0, 100, 200, 200, 200, 1000];

test("a step that is there is found, and where it repeats the one that is shown stays", () => {
  assert.deepEqual(placeOf(STEPS, 100), { at: 1, exact: true });
  assert.deepEqual(placeOf(STEPS, 200), { at: 2, exact: true });
  assert.deepEqual(placeOf(STEPS, 200, 3), { at: 3, exact: true });
});

test("of two steps around it the one within a tenth of the way is taken, and said not to be exact", () => {
  assert.deepEqual(placeOf(STEPS, 109), { at: 1, exact: false });
  assert.deepEqual(placeOf(STEPS, 191), { at: 2, exact: false });
  assert.deepEqual(placeOf(STEPS, 280), { at: 4, exact: false });
  assert.equal(placeOf(STEPS, 281), null);
  assert.equal(placeOf(STEPS, 150), null);
});

test("before the first and beyond the last there is nothing near", () => {
  assert.equal(placeOf(STEPS, -1), null);
  assert.equal(placeOf(STEPS, 1001), null);
  assert.equal(placeOf([], 5), null);
});

test("in a range the position stays if it can, else goes to the nearer end", () => {
  assert.deepEqual(placeWithin(STEPS, { start: 50, end: 200 }, 2), { at: 2, exact: true });
  assert.deepEqual(placeWithin(STEPS, { start: 50, end: 200 }, 5), { at: 4, exact: true });
  assert.deepEqual(placeWithin(STEPS, { start: 150, end: 2000 }, 0), { at: 2, exact: true });
  assert.equal(placeWithin(STEPS, { start: 300, end: 400 }, 0), null);
});

test("a range takes the part of a slider from its first step to its last one", () => {
  const five = [0, 10, 20, 30, 40];
  assert.deepEqual(partOf(five, { start: 5, end: 30 }), [0.25, 0.75]);
  assert.deepEqual(partOf(five, { start: -9, end: 99 }), [0, 1]);
  assert.deepEqual(partOf(five, { start: 20, end: 20 }), [0.5, 0.5]);
  assert.equal(partOf(five, { start: 11, end: 19 }), null);
  assert.deepEqual(partOf([7], { start: 0, end: 9 }), [0, 0]);
});

test("the nearest position is found, and of equal steps the last", () => {
  const found = [-5, 0, 40, 60, 200, 599, 601, 2000].map((step) => nearestTo(STEPS, step));
  assert.deepEqual(found, [0, 0, 0, 1, 4, 4, 5, 5]);
});

test("steps beyond what a number holds keep their digits", () => {
  assert.equal(stepText(12345), "12,345");
  assert.equal(stepText("9223372036854775807"), "9,223,372,036,854,775,807");
});
