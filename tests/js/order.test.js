import assert from "node:assert/strict";
import test from "node:test";

import { table } from "../../static/elements/line-chart/rows.js";
import { exact, tsv } from "../../static/lib/copy.js";
import { arranged } from "../../static/lib/order.js";

const point = (run, value, distance, dy = distance) => ({
  line: { run, shown: [value] },
  i: 0,
  distance,
  dy,
});
const points = [
  point("run-10", 3, 1, 9),
  point("run-9", -1, 2, 4),
  point("run-1", NaN, 3, Infinity),
  point("run-2", 8, 4, 0),
];
const runs = (mode, most = 8) => arranged(points, mode, most).shown.map(({ line }) => line.run.slice(4));

test("points are in the order asked for, those without a value last, names in their natural order", () => {
  assert.deepEqual(runs("pixel"), ["10", "9", "1", "2"]);
  assert.deepEqual(runs("y"), ["2", "9", "10", "1"]);
  assert.deepEqual(runs("ascending"), ["9", "10", "2", "1"]);
  assert.deepEqual(runs("descending"), ["2", "10", "9", "1"]);
  assert.deepEqual(runs("alphabetical"), ["1", "2", "9", "10"]);
  assert.deepEqual(runs("something else"), runs("pixel"));
});

test("of too many points those around the nearest are shown", () => {
  assert.deepEqual(runs("alphabetical", 2), ["9", "10"]);
  assert.deepEqual(runs("descending", 3), ["2", "10", "9"]);
  assert.equal(arranged(points, "pixel", 2).all.length, 4);
});

test("a copied number is the shortest that is the same number", () => {
  assert.equal(exact(Math.fround(0.1), Float32Array.of(0)), "0.1");
  assert.equal(exact(Math.fround(16777217.5), Float32Array.of(0)), "16777218");
  assert.equal(exact(0.1, Float64Array.of(0)), "0.1");
  assert.equal(exact(NaN, Float32Array.of(0)), "NaN");
  for (const value of Float32Array.from({ length: 200 }, (_, i) => Math.sin(i) * 10 ** (i % 30)))
    assert.equal(Math.fround(Number(exact(value, Float32Array.of(0)))), value);
});

test("a copied table has every digit, and no cell breaks it", () => {
  const series = { value: Float32Array.of(0.1), step: [7], time: [1003.2], origin: 1000 };
  const copied = table([{ line: { run: "a\tb", series, shown: Float32Array.of(0.25) }, i: 0 }], true);
  assert.equal(
    tsv(copied),
    "Run\tSmoothed\tValue\tStep\tWall time\tRelative\na b\t0.25\t0.1\t7\t1003.2\t3.2",
  );
  assert.deepEqual(table([], false), [["Run", "Value", "Step", "Wall time", "Relative"]]);
});
