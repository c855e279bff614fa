import assert from "node:assert/strict";
import test from "node:test";

import { evenTicks, INCREMENTS, xLabels } from "../../static/elements/line-chart/axes.js";

test("steps of any size have ticks, and at most a few where there is room for few", () => {
  for (const range of [1, 1e6, 2 ** 53, 2 ** 63, 2 ** 64]) {
    const few = INCREMENTS.step.find((increment) => increment >= 0.28 * range); // a chart of 200 pixels
    assert.ok(few <= range, `nothing between ticks of a range of ${range}`);
  }
  assert.deepEqual(xLabels("step", [0, 2e18, 8e18], 2e18), ["0", "2E", "8E"]);
});

test("values of any size have ticks: at least two, and no closer than there is room for", () => {
  const u = { axes: [{ space: () => 28 }] };
  const [height, room] = [200, 28];
  for (const [low, high] of [
    [0, 1],
    [0.39, 0.66],
    [-5, 1],
    [1e9, 1e9 + 0.3],
    [0, 5e-44],
    [-6e38, 6e38],
    [3e299, 1.7e300],
  ]) {
    const axis = evenTicks();
    const [increment] = axis.incrs(u, 0, low, high);
    const places = axis.splits(u, 0, low, high, increment, (height * increment) / (high - low));
    assert.ok(places.length > 1, `${low} to ${high}: ${places}`);
    for (let i = 1; i < places.length; i++)
      assert.ok(((places[i] - places[i - 1]) * height) / (high - low) > room * 0.999, `${places}`);
    assert.equal(new Set(axis.values()).size, places.length, `${axis.values()}`);
  }
});

test("ticks are the same round numbers as ever", () => {
  const u = { axes: [{ space: () => 28 }] };
  const axis = evenTicks();
  const said = (low, high) => {
    axis.splits(u, 0, low, high, high - low, 140);
    return axis.values();
  };
  assert.deepEqual(said(0, 2), ["0", "0.5", "1.0", "1.5", "2.0"]);
  assert.deepEqual(said(0, 14), ["0", "5", "10"]);
  assert.deepEqual(said(0, 3e38), ["0", "1e38", "2e38", "3e38"]);
});
