import assert from "node:assert/strict";
import test from "node:test";
import { placeIn } from "../../static/lib/places.js";

// Two rows of two, 100 wide, 50 high.
const boxes = [0, 1, 2, 3].map((i) => {
  const [left, top] = [(i % 2) * 100, i > 1 ? 50 : 0];
  return { left, top, right: left + 100, bottom: top + 50 };
});

test("a card takes the place of the one that the pointer is more than half over", () => {
  assert.equal(placeIn(boxes, 0, 140, 20), 0);
  assert.equal(placeIn(boxes, 0, 160, 20), 1);
  assert.equal(placeIn(boxes, 1, 60, 20), 1);
  assert.equal(placeIn(boxes, 1, 40, 20), 0);
});

test("from another row its height counts", () => {
  assert.equal(placeIn(boxes, 0, 190, 60), 0);
  assert.equal(placeIn(boxes, 0, 110, 80), 3);
  assert.equal(placeIn(boxes, 3, 10, 20), 0);
});

test("beside all cards nothing moves", () => {
  assert.equal(placeIn(boxes, 2, 500, 500), 2);
  assert.equal(placeIn(boxes, 2, 50, 75), 2);
});
