import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decode } from "../../static/lib/wire.js";

const vector = JSON.parse(readFileSync(new URL("../vectors/wire.json", import.meta.url)));
const bytes = () => Uint8Array.from(Buffer.from(vector.body, "base64")).buffer;

test("reads the header that the server wrote", () => {
  const { tags, xAxis, series } = decode(bytes());
  assert.deepEqual({ tags, xAxis }, { tags: vector.expected.tags, xAxis: vector.expected.xAxis });
  assert.equal(series.length, vector.expected.series.length);
});

for (const [at, expected] of vector.expected.series.entries()) {
  test(`reads every number of ${expected.run}`, () => {
    const decoded = decode(bytes());
    const series = decoded.series[at];
    for (const key of ["run", "color", "total", "points", "drawn", "marks", "orphaned", "whole", "origin"]) {
      assert.deepEqual(series[key], expected[key]);
    }
    for (const column of ["step", "time", "value", "smoothed"]) {
      assert.deepEqual(plain(series[column]), plain(expected[column]?.map(Number)));
    }
    assert.equal(series.tag, decoded.tags[expected.tag]);
    assert.equal(series.length, expected.value.length);
  });
}

test("unpacks a column once, and evenly spaced steps once for all runs", () => {
  const { series } = decode(bytes());
  assert.equal(series[0].value, series[0].value);
  assert.equal(series[0].step, series[0].step);
  assert.equal(decode(bytes()).series[0].step.length, 40);
});

test("refuses what is something else", () => {
  assert.throws(() => decode(new TextEncoder().encode("<!doctype html>").buffer), TypeError);
});

function plain(values) {
  return values && Array.from(values);
}
