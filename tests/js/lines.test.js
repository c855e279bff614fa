import assert from "node:assert/strict";
import test from "node:test";

import { nearest, restartsAt } from "../../static/elements/line-chart/hover.js";
import { Line, linesOf, tally, valuesIn, xExtent } from "../../static/elements/line-chart/lines.js";
import { Frame } from "../../static/elements/line-chart/paint.js";
import { difference } from "../../static/elements/line-chart/rows.js";
import { viewOf } from "../../static/elements/line-chart/view.js";
import { footnote, story, summary } from "../../static/elements/line-chart/words.js";
import { SCALES } from "../../static/lib/scale.js";

function series(step, value, more = {}) {
  return {
    run: "a",
    tag: { name: "loss", dash: [] },
    color: ["#000000", "#ffffff"],
    total: step.length,
    points: step.length,
    drawn: step.length,
    marks: [0, 0],
    orphaned: 0,
    restarts: [],
    whole: true,
    origin: 1000,
    length: step.length,
    step: Float64Array.from(step),
    time: Float64Array.from(step, (s) => 1000 + 2 * s),
    value: Float32Array.from(value),
    ...more,
  };
}

const line = (step, value, more) => new Line(series(step, value, more), "step", 0);
const rising = () => line([0, 10, 20, 30], [4, 3, 2, 1]);
const restarted = () => line([0, 10, 20, 5, 15], [9, 9, 9, 1, 1]);

test("x is the step, or the time with or without its origin", () => {
  const of = (axis) => Array.from(new Line(series([0, 5], [1, 2]), axis, 0).x);
  assert.deepEqual(
    [of("step"), of("relative"), of("wall")],
    [
      [0, 5],
      [0, 10],
      [1000, 1010],
    ],
  );
});

test("the raw values stand behind the smoothed ones, and there is nothing behind the raw ones", () => {
  const smoothed = new Line(series([0, 1], [0, 1]), "step", 0.5);
  assert.deepEqual([Array.from(smoothed.raw), smoothed.y[1] < 1], [[0, 1], true]);
  assert.equal(rising().raw, null);
});

test("what the server smoothed is not smoothed again", () => {
  const one = new Line(series([0, 1], [0, 1], { smoothed: Float32Array.of(7, 8) }), "step", 0.5);
  assert.deepEqual(Array.from(one.y), [7, 8]);
});

test("a span takes a neighbour at each side", () => {
  assert.deepEqual(rising().span(9, 21), [0, 4]);
  assert.deepEqual(rising().span(10, 20), [0, 4]);
  assert.deepEqual(rising().span(21, 29), [2, 4]);
  assert.deepEqual(restarted().span(9, 11), [0, 5]);
});

test("points in a range are counted, whichever way x goes", () => {
  assert.deepEqual([rising().pointsIn(10, 20), restarted().pointsIn(5, 10)], [2, 2]);
});

test("the nearest point in x is found in every stretch", () => {
  assert.deepEqual(rising().nearestInX(14), [1]);
  assert.deepEqual(rising().nearestInX(-5), [0]);
  assert.deepEqual(rising().nearestInX(99), [3]);
  assert.deepEqual(restarted().nearestInX(14), [1, 4]);
});

test("a missing value stands at the last finite one, or the first after it", () => {
  const holed = line([0, 1, 2, 3], [NaN, 5, NaN, 6]);
  assert.deepEqual([holed.finiteNear(2), holed.finiteNear(0)], [5, 5]);
  assert.equal(line([0], [NaN]).finiteNear(0), null);
});

test("the extent of x covers all lines, and a single x gets room", () => {
  assert.deepEqual(xExtent([rising(), restarted(), line([50], [1])]), [0, 50]);
  assert.deepEqual(
    [xExtent([line([7], [1])]), xExtent([])],
    [
      [6, 8],
      [0, 1],
    ],
  );
});

test("values are those in the range that are finite", () => {
  const { values, count } = valuesIn([line([0, 1, 2, 3], [1, NaN, 3, 4]), rising()], 1, 12);
  assert.deepEqual(Array.from(values.subarray(0, count)), [3, 4, 3]);
});

test("a series without points gives no line", () => {
  assert.equal(linesOf({ xAxis: "step", series: [series([], [])] }, 0.6).length, 0);
});

test("the line nearest to the cursor comes first, by the stretch that is nearest", () => {
  const frame = new Frame({ left: 0, top: 0, width: 300, height: 100, x: [0, 30], y: [0, 10], ratio: 1 });
  const [first, second] = nearest([rising(), restarted()], frame, { left: 150, top: 88 });
  assert.deepEqual([first.line.run, first.i, first.distant], ["a", 4, false]);
  assert.ok(first.distance < second.distance);
  const [near, far] = nearest([rising(), line([0, 1], [1, 1])], frame, { left: 290, top: 0 });
  assert.deepEqual([near.distant, far.distant], [false, true]);
});

test("a frame maps values to pixels and keeps far ones within what a canvas can draw", () => {
  const frame = new Frame({ left: 10, top: 20, width: 100, height: 50, x: [0, 10], y: [0, 5], ratio: 2 });
  assert.deepEqual([frame.px(5), frame.py(5), frame.py(0)], [60, 20, 70]);
  assert.ok(Math.abs(frame.py(1e300)) <= 1e5);
});

test("the footnote says whether all points are drawn, and what is not on the axis", () => {
  const reduced = series([0, 9], [1, 2], {
    whole: false,
    points: 50_000,
    drawn: 2,
    total: 50_000,
    marks: [3, 1],
  });
  assert.equal(footnote([rising()], [0, 30], 0), "1 run, 4 points, exact");
  assert.equal(footnote([rising()], [0, 10], 0), "1 run, 2 points, exact");
  assert.equal(
    footnote([rising(), new Line(reduced, "step", 0)], [0, 30], 5),
    "2 runs, 6 of 50,004 points drawn, 3 NaN, 1 infinite, 5 beyond the axis",
  );
  assert.equal(footnote([], [0, 1], 0), "");
  assert.equal(tally([], 0, 1).points, 0);
});

test("the summary names the runs and both ranges", () => {
  assert.equal(
    summary("train/loss", [rising()], "step", [0, 30_000], [0.5, 4]),
    "train/loss: 1 run, steps 0 to 30,000, values 0.5 to 4",
  );
  assert.equal(summary("", [], "step", [0, 1], [0, 1]), "Line chart: no points");
});

test("points that a log axis cannot show are left out, marked and counted", () => {
  const scales = { x: SCALES.log10, y: SCALES.log10 };
  const off = new Line(series([0, 1, 10, 100], [5, 0, -2, 7]), "step", 0, scales);
  assert.deepEqual(Array.from(off.x), [-Infinity, 0, 1, 2]);
  assert.deepEqual(xExtent([off]), [0, 2]);
  assert.ok(off.marked);
  assert.equal(footnote([off], [0, 2], 0), "1 run, 3 points, exact, 3 points ≤ 0 not on a log axis");
  off.scaleBy({ x: SCALES.linear, y: SCALES.linear });
  assert.deepEqual([off.marked, footnote([off], [0, 100], 0)], [false, "1 run, 4 points, exact"]);
});

test("a zoom is in values and outlives a change of scale", () => {
  const scales = { x: SCALES.linear, y: SCALES.log10 };
  const lines = [new Line(series([0, 10, 20], [1, 10, 100]), "step", 0, scales)];
  const view = viewOf(lines, lines, { x: [5, 25], y: [0, 1000] }, scales);
  assert.deepEqual(
    [view.x, view.y],
    [
      [5, 25],
      [1 - Math.log10(2), 3],
    ],
  );
});

test("restarts are where their axis has them, and spoken of at the cursor", () => {
  const marks = {
    restarts: [
      [20, 1050],
      [99, null],
    ],
  };
  const at = (axis) =>
    new Line(series([0, 10, 20, 30], [4, 3, 2, 1], marks), axis, 0).restarts.map(({ x }) => x);
  assert.deepEqual([at("step"), at("relative"), at("wall")], [[20, 99], [50], [1050]]);
  const frame = new Frame({ left: 0, top: 0, width: 300, height: 100, x: [0, 30], y: [0, 10], ratio: 1 });
  const killed = line([0, 10, 20, 30], [4, 3, 2, 1], marks);
  assert.deepEqual(restartsAt(killed, frame, { left: 203, top: 5 }), ["a began again at step 20"]);
  assert.deepEqual(restartsAt(killed, frame, { left: 150, top: 5 }), []);
});

const group = (more = {}) =>
  new Line(
    series([0, 1, 2], [2, 3, 4], {
      runs: 3,
      low: Float64Array.of(1, 2, NaN),
      high: Float64Array.of(3, 9, NaN),
      count: Float64Array.of(3, 3, 0),
      ...more,
    }),
    "step",
    0,
  );

test("the band of a group has room on the axis, and its runs are counted", () => {
  const { values, count } = valuesIn([group()], 0, 2);
  assert.deepEqual(Array.from(values.subarray(0, count)).sort(), [1, 2, 2, 3, 3, 4, 9]);
  assert.match(footnote([group(), rising()], [0, 30], 0), /^1 group of 3 runs, 1 run, /);
});

test("x counts from the first step of the series, or is what the body says", () => {
  const one = series([5, 7], [1, 2], { first: 5, x: Float64Array.of(0.5, 0.25) });
  assert.deepEqual(Array.from(new Line(one, "relative-step", 0).x), [0, 2]);
  assert.deepEqual(Array.from(new Line(one, "metric", 0).x), [0.5, 0.25]);
});

test("a run is compared with the baseline's nearest point of the same tag", () => {
  const base = line([0, 10, 20], [1, 2, 3], { baseline: true, run: "base" });
  const other = line([9, 21], [7, 8]);
  const elsewhere = line([9], [7], { tag: { name: "acc", dash: [] } });
  const lines = [base, other, elsewhere];
  assert.deepEqual([difference(lines, other, 0), difference(lines, other, 1)], [5, 5]);
  assert.deepEqual([difference(lines, base, 0), difference(lines, elsewhere, 0)], [null, null]);
});

test("a chart tells what its first lines do", () => {
  const one = line([0, 9000, 9001], [2.31, 0.4, 0.42]);
  assert.equal(story([one]), "a: 2.31 to 0.42, minimum 0.4 at step 9,000.");
  assert.equal(story([line([0], [NaN])]), "");
  const many = Array.from({ length: 12 }, rising);
  assert.match(story(many), /minimum 1 at step 30\. and 2 more\.$/);
});
