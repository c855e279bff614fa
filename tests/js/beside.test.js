import assert from "node:assert/strict";
import { test } from "node:test";
import { beside } from "../../static/lib/beside.js";

// Two rows of three, and a wide box below.
const box = (left, top, width = 90) => ({ left, top, right: left + width, bottom: top + 90 });
const BOXES = [
  box(0, 0),
  box(100, 0),
  box(200, 0),
  box(0, 100),
  box(100, 100),
  box(200, 100),
  box(0, 250, 300),
];

test("left and right follow the list, over the ends of rows", () => {
  assert.equal(beside(BOXES, 2, "ArrowRight"), 3);
  assert.equal(beside(BOXES, 3, "ArrowLeft"), 2);
});

test("up and down stay in the column", () => {
  assert.equal(beside(BOXES, 1, "ArrowDown"), 4);
  assert.equal(beside(BOXES, 5, "ArrowUp"), 2);
  assert.equal(beside(BOXES, 5, "ArrowDown"), 6);
  assert.equal(beside(BOXES, 6, "ArrowUp"), 4);
});

test("at an end nothing moves", () => {
  for (const key of ["ArrowLeft", "ArrowUp"]) assert.equal(beside(BOXES, 0, key), 0);
  for (const key of ["ArrowRight", "ArrowDown"]) assert.equal(beside(BOXES, 6, key), 6);
});
