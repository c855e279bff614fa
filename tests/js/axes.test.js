import assert from "node:assert/strict";
import test from "node:test";

import { INCREMENTS, xLabels } from "../../static/elements/line-chart/axes.js";

test("steps of any size have ticks, and at most a few where there is room for few", () => {
  for (const range of [1, 1e6, 2 ** 53, 2 ** 63, 2 ** 64]) {
    const few = INCREMENTS.step.find((increment) => increment >= 0.28 * range); // a chart of 200 pixels
    assert.ok(few <= range, `nothing between ticks of a range of ${range}`);
  }
  assert.deepEqual(xLabels("step", [0, 2e18, 8e18], 2e18), ["0", "2E", "8E"]);
});
