import assert from "node:assert/strict";
import test from "node:test";

import { difference } from "../../static/lib/difference.js";

const pixels = (...colors) => new Uint8ClampedArray(colors.flatMap((color) => [...color, 255]));

test("equal pictures differ nowhere", () => {
  const one = pixels([1, 2, 3], [200, 0, 9]);
  const { pixels: shown, mean, most, changed } = difference(one, one);
  assert.deepEqual([mean, most, changed], [0, 0, 0]);
  assert.deepEqual([...shown], [0, 0, 0, 255, 0, 0, 0, 255]);
});

test("each colour's distance is shown, whichever is the brighter", () => {
  const found = difference(pixels([10, 0, 255], [7, 7, 7]), pixels([0, 30, 0], [7, 7, 7]));
  assert.deepEqual([...found.pixels], [10, 30, 255, 255, 0, 0, 0, 255]);
  assert.deepEqual([found.mean, found.most, found.changed], [295 / 6, 255, 0.5]);
});

test("a gain shows small differences and changes no number", () => {
  const found = difference(pixels([10, 0, 0]), pixels([7, 0, 200]), 16);
  assert.deepEqual([...found.pixels], [48, 0, 255, 255]);
  assert.equal(found.most, 200);
});

test("what is transparent in one is its colour there, and the difference is never transparent", () => {
  assert.equal(difference(new Uint8ClampedArray(4), pixels([5, 5, 5])).pixels[3], 255);
  assert.deepEqual(difference(new Uint8ClampedArray(0), new Uint8ClampedArray(0)).mean, 0);
});
