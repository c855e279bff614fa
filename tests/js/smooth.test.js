import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { smooth } from "../../static/lib/smooth.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/smoothing.json", import.meta.url)));
const numbers = (values) => Float64Array.from(values, Number);

for (const { name, weight, values, smoothed } of vectors) {
  test(`smooths as the server does: ${name}`, () => {
    const got = smooth(numbers(values), weight);
    for (const [i, expected] of numbers(smoothed).entries()) assertClose(got[i], expected);
  });
}

test("keeps the type of the values and leaves them alone", () => {
  const values = Float32Array.of(1, 5, 2);
  assert.ok(smooth(values, 0.6) instanceof Float32Array);
  assert.deepEqual(values, Float32Array.of(1, 5, 2));
});

test("weights outside 0..1 are clamped", () => {
  const values = Float64Array.of(1, 5, 2);
  assert.deepEqual(smooth(values, -1), values);
  assert.deepEqual(smooth(values, 7), smooth(values, 1));
});

test("nothing smoothed is nothing", () => assert.equal(smooth(new Float32Array(0), 0.6).length, 0));

function assertClose(got, expected) {
  const close = Object.is(got, expected) || Math.abs(got - expected) <= 1e-6 * Math.abs(expected);
  assert.ok(close, `${got} is not ${expected}`);
}
