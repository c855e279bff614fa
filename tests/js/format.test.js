import assert from "node:assert/strict";
import test from "node:test";

import * as format from "../../static/lib/format.js";

function says(name, fn, cases) {
  for (const [args, expected] of cases) {
    test(`${name}(${args.map(String).join(", ")}) is "${expected}"`, () =>
      assert.equal(fn(...args), expected));
  }
}

says("formatValue", format.formatValue, [
  [[0], "0"],
  [[0.34212345], "0.34212"],
  [[-1234.5678], "-1234.6"],
  [[123456], "123456"],
  [[1234567.8], "1234568"],
  [[98765432], "9.8765e7"],
  [[0.00001], "1e-5"],
  [[NaN], "NaN"],
  [[Infinity], "+∞"],
  [[-Infinity], "-∞"],
]);

says("formatTick", format.formatTick, [
  [[0, 0.5], "0"],
  [[0.5, 0.5], "0.5"],
  [[2, 0.5], "2.0"],
  [[1.025, 0.005], "1.025"],
  [[0.25, 0.25], "0.25"],
  [[20000, 5000, 20000], "2e4"],
  [[15000, 5000, 20000], "1.5e4"],
  [[0.0002, 0.0001, 0.0005], "2e-4"],
  [[1e-17, 0.1], "0"],
]);

says("formatStepTick", format.formatStepTick, [
  [[0, 200], "0"],
  [[800, 200], "800"],
  [[1500, 500], "1.5k"],
  [[20000, 5000], "20k"],
  [[12345, 1], "12.345k"],
  [[2_500_000, 500_000], "2.5M"],
  [[-4000, 1000], "-4k"],
  [[2_500_000_000_000_000, 500_000_000_000_000], "2.5P"],
  [[8e18, 2e18], "8E"],
]);

says("formatStep", format.formatStep, [
  [[12345], "12,345"],
  [[0.123456], "0.1235"],
  [[NaN], "NaN"],
]);

says("formatDuration", format.formatDuration, [
  [[0], "0s"],
  [[0.25], "250ms"],
  [[12.54], "12.5s"],
  [[59.97], "1m"],
  [[138], "2m 18s"],
  [[3600], "1h"],
  [[12_960], "3h 36m"],
  [[187_200], "2d 4h"],
  [[187_259], "2d 4h"],
  [[-90], "-1m 30s"],
  [[NaN], "NaN"],
  [[187_800, 600], "2d 4h 10m"],
  [[7200, 3600], "2h"],
  [[30, 60], "0s"],
  [[0.0015, 0.0005], "1.5ms"],
]);

says("elide", format.elide, [
  [["short", 10], "short"],
  [["sweep/lr=0.001/seed-01", 13], "swee…/seed-01"],
]);

test("counts have separators", () => assert.equal(format.formatCount(50_000), "50,000"));

test("whole numbers look as the browser itself would write them", () => {
  const written = new Intl.NumberFormat("en-US");
  for (const n of [0, 7, 999, 1000, 99_999, 123_456, 1_000_000, Number.MAX_SAFE_INTEGER])
    for (const sign of [1, -1]) if (n) assert.equal(format.formatCount(sign * n), written.format(sign * n));
  assert.equal(format.formatCount(0), "0");
});

test("wall times are dates with seconds", () => {
  assert.match(format.formatWall(1_353_351_600), /^Nov \d\d, 2012, \d\d:\d\d:\d\d$/);
  assert.equal(format.formatWall(NaN), "NaN");
});

test("a column of values shares its decimals", () => {
  assert.deepEqual(format.formatColumn([1.4162, 0.98843, NaN]), ["1.4162", "0.9884", "NaN"]);
  assert.deepEqual(format.formatColumn([0.977531, 0.9965]), ["0.97753", "0.99650"]);
});

test("values of very different sizes keep their own digits", () => {
  assert.deepEqual(format.formatColumn([1234, 0.0012345]), ["1234", "0.0012345"]);
  assert.deepEqual(format.formatColumn([0, NaN]), ["0", "NaN"]);
});
