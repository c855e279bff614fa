import assert from "node:assert/strict";
import test from "node:test";

import { fitted, pixelAt, placed, pulled, WHOLE, zoomed } from "../../static/lib/picture-view.js";

const STAGE = { width: 300, height: 200 };
const WIDE = { width: 600, height: 100 };
const TALL = { width: 10, height: 40 };
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

/** Where a part of the picture, as fractions of its sides, is on the stage. */
function shownAt(view, part, picture) {
  const { scale, left, top } = placed(view, STAGE, picture);
  const fit = fitted(STAGE, picture);
  return {
    x: left + scale * (fit.left + part.x * fit.width),
    y: top + scale * (fit.top + part.y * fit.height),
  };
}

test("all of a picture fits, larger or smaller than it is, in the middle", () => {
  assert.deepEqual(fitted(STAGE, WIDE), { left: 0, top: 75, width: 300, height: 50 });
  assert.deepEqual(fitted(STAGE, TALL), { left: 125, top: 0, width: 50, height: 200 });
  assert.deepEqual(placed(WHOLE, STAGE, WIDE), { scale: 1, left: 0, top: 0 });
});

test("what is under the pointer stays there while it comes closer and goes away", () => {
  const at = { x: 60, y: 100 };
  const closer = zoomed(WHOLE, 4, at, STAGE, WIDE);
  const shown = shownAt(closer, { x: 0.2, y: 0.5 }, WIDE);
  near(shown.x, 60);
  near(shown.y, 100);
  assert.deepEqual(zoomed(closer, 0.01, at, STAGE, WIDE), WHOLE);
  assert.equal(zoomed(WHOLE, 1e9, at, STAGE, WIDE).zoom, 64);
});

test("a picture follows the hand and leaves no empty edge where it fills the stage", () => {
  const closer = zoomed(WHOLE, 8, { x: 150, y: 100 }, STAGE, WIDE);
  const before = shownAt(closer, { x: 0.5, y: 0.5 }, WIDE);
  const after = shownAt(pulled(closer, 30, -20, STAGE, WIDE), { x: 0.5, y: 0.5 }, WIDE);
  near(after.x - before.x, 30);
  near(after.y - before.y, -20);
  const far = pulled(closer, 1e6, 1e6, STAGE, WIDE);
  near(shownAt(far, { x: 0, y: 0 }, WIDE).x, 0);
  near(shownAt(far, { x: 0, y: 0 }, WIDE).y, 0);
});

test("a side that is smaller than the stage stays in the middle", () => {
  const closer = zoomed(WHOLE, 2, { x: 0, y: 0 }, STAGE, WIDE);
  near(shownAt(closer, { x: 0, y: 0.5 }, WIDE).y, 100);
  near(shownAt(closer, { x: 0, y: 0.5 }, WIDE).x, 0);
});

test("one view shows the same part of pictures of other sizes", () => {
  const view = zoomed(WHOLE, 10, { x: 150, y: 60 }, STAGE, TALL);
  const larger = { width: 1000, height: 4000 };
  assert.deepEqual(placed(view, STAGE, TALL), placed(view, STAGE, larger));
});

test("the pixel under the pointer is told, and none beside the picture", () => {
  assert.deepEqual(pixelAt(WHOLE, { x: 0, y: 75 }, STAGE, WIDE), { x: 0, y: 0 });
  assert.deepEqual(pixelAt(WHOLE, { x: 299.9, y: 124.9 }, STAGE, WIDE), { x: 599, y: 99 });
  assert.equal(pixelAt(WHOLE, { x: 150, y: 74 }, STAGE, WIDE), null);
  const closer = zoomed(WHOLE, 4, { x: 60, y: 100 }, STAGE, WIDE);
  assert.deepEqual(pixelAt(closer, { x: 60, y: 100 }, STAGE, WIDE), { x: 120, y: 50 });
});
