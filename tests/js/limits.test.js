import assert from "node:assert/strict";
import test from "node:test";

import { contains } from "../../static/elements/line-chart/view.js";
import { fieldOf, limitsOf, read, written } from "../../static/lib/limits.js";

test("limits are swapped where they are reversed, and none where they say nothing", () => {
  assert.deepEqual(limitsOf(3, 1), [1, 3]);
  assert.deepEqual(limitsOf(null, 1), [null, 1]);
  assert.deepEqual([limitsOf(null, null), limitsOf(2, 2)], [null, null]);
});

test("what is typed is a number, or a time of day of the reader's own", () => {
  assert.deepEqual(
    ["1e-3", " -2 ", "", "x"].map((text) => read(text, "number")),
    [0.001, -2, null, null],
  );
  const { type } = fieldOf("x", "wall");
  assert.equal(read(written(1_700_000_000, type), type), 1_700_000_000);
  assert.equal(written(0.1 + 0.2, "number"), "0.3");
  assert.equal(written(1e18, type), "", "no calendar reaches so far");
});

test("elapsed time is typed in seconds", () => {
  assert.deepEqual(fieldOf("x", "relative"), { type: "number", unit: "seconds" });
  assert.deepEqual(fieldOf("y", "wall"), { type: "number", unit: "" });
});

test("a range with an open end has all beyond it", () => {
  assert.ok(contains([null, 5], [null, 4]));
  assert.ok(!contains([0, 5], [null, 4]));
  assert.ok(!contains([0, 5], null));
});
