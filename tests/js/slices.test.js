import assert from "node:assert/strict";
import test from "node:test";

import { Bands, OPACITIES } from "../../static/elements/distribution/bands.js";
import { Bins, binName } from "../../static/elements/histogram/bins.js";
import { boundsOf } from "../../static/elements/histogram/heat.js";
import { Ridges } from "../../static/elements/histogram/ridges.js";
import { Frame, ticksOf } from "../../static/elements/slices/frame.js";
import { partOf } from "../../static/elements/slices/marks.js";
import { Slices } from "../../static/elements/slices/slices.js";
import { footnote, problemsOf, summary, whyEmpty } from "../../static/elements/slices/words.js";
import { mixed } from "../../static/lib/mix.js";
import { unpacked } from "../../static/lib/packed.js";

const body = (steps, columns = {}, about = {}) => ({
  run: "run",
  xAxis: "step",
  origin: 100,
  total: steps.length,
  inside: steps.length,
  unread: 0,
  orphaned: 0,
  problems: [],
  notes: [],
  columns: {
    step: Float64Array.from(steps),
    time: Float64Array.from(steps, (step) => 100 + step),
    edge: Float64Array.of(0, 1, 2),
    count: Float32Array.from(steps.flatMap((step) => [step, 10])),
    ...columns,
  },
  ...about,
});

/** As dashboards/packed.py packs it. */
function packed(header, columns) {
  let size = 0;
  const places = {};
  for (const [name, column] of Object.entries(columns)) {
    places[name] = { at: size, n: column.length, type: column instanceof Float32Array ? "f32" : "f64" };
    size += Math.ceil(column.byteLength / 8) * 8;
  }
  let text = JSON.stringify({ ...header, columns: places });
  text += " ".repeat((8 - ((8 + text.length) % 8)) % 8);
  const bytes = new Uint8Array(8 + text.length + size);
  bytes.set(new TextEncoder().encode("TBP1"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(new TextEncoder().encode(text), 8);
  for (const [name, column] of Object.entries(columns))
    bytes.set(new Uint8Array(column.buffer), 8 + text.length + places[name].at);
  return bytes.buffer;
}

test("columns are read where they lie", () => {
  const made = unpacked(packed({ run: "one" }, { a: Float32Array.of(1, 2, 3), b: Float64Array.of(Math.PI) }));
  assert.equal(made.run, "one");
  assert.deepEqual([...made.columns.a], [1, 2, 3]);
  assert.deepEqual([...made.columns.b], [Math.PI]);
  assert.throws(() => unpacked(new ArrayBuffer(8)), TypeError);
});

test("colours are mixed, and what is no colour is grey", () => {
  assert.equal(mixed("#000000", "#ffffff", 0.5), "rgb(128 128 128)");
  assert.equal(mixed("#102030", "#ffffff", -1), "rgb(16 32 48)");
  assert.equal(mixed("red", "red", 1), "rgb(128 128 128)");
});

test("steps lie on the axis that is asked for", () => {
  const steps = body([0, 10, 20]);
  assert.deepEqual([...new Slices(steps).x], [0, 10, 20]);
  assert.deepEqual([...new Slices({ ...steps, xAxis: "relative" }).x], [0, 10, 20]);
  assert.deepEqual([...new Slices({ ...steps, xAxis: "wall" }).x], [100, 110, 120]);
  assert.deepEqual(new Slices(body([5])).extent, [4, 6]);
  assert.deepEqual(new Slices(body([])).extent, [0, 1]);
});

test("a selection is one step, the nearest, or all from one to another", () => {
  const slices = new Slices(body([0, 10, 20, 30]));
  const chosen = (selection) => [0, 1, 2, 3].filter(slices.within(selection));
  assert.deepEqual(chosen({ start: 12, end: null }), [1]);
  assert.deepEqual(chosen({ start: 10, end: 25 }), [1, 2]);
  assert.equal(slices.within(null), null);
  assert.equal(new Slices(body([10, 10])).at(10), 1, "of equal steps the last one");
});

test("a value belongs to the bin it is in, the ends to the outermost", () => {
  const bins = new Bins(body([1]));
  assert.deepEqual(
    [-5, 0, 0.99, 1, 2, 9].map((value) => bins.at(value)),
    [0, 0, 0, 1, 1, 1],
  );
  assert.equal(bins.most, 10);
  assert.equal(binName(bins, 0), "0 to 1");
});

test("bins that round to the same are told with more digits", () => {
  const bins = new Bins(body([1], { edge: Float64Array.of(1e6 + 0.001, 1e6 + 0.002, 1e6 + 0.003) }));
  assert.equal(binName(bins, 0), "1000000.001 to 1000000.002");
});

test("behind one another the oldest is highest, and the newest on the ground", () => {
  const view = new Ridges(new Slices(body([0, 10, 20])), true);
  const frame = new Frame(400, 200, view.axes(200));
  const bases = [0, 1, 2].map((i) => view.placeOf(frame, { i, bin: 0 }).y);
  assert.ok(frame.py(0) < frame.py(10) && frame.py(10) < frame.py(20));
  assert.equal(frame.py(20), frame.base);
  assert.ok(bases.every((y) => y >= frame.top));
  assert.equal(frame.y(frame.py(10)), 10);
});

test("a single step stands on the ground", () => {
  const view = new Ridges(new Slices(body([7])), true);
  const frame = new Frame(400, 200, view.axes(200));
  assert.equal(frame.py(7), frame.base);
});

test("the pointer finds the line it is on", () => {
  const view = new Ridges(new Slices(body([0, 10, 20])), false);
  const frame = new Frame(400, 200, view.axes());
  const place = view.placeOf(frame, { i: 2, bin: 0 });
  const { i, bin } = view.nearest(frame, place);
  assert.deepEqual({ i, bin }, { i: 2, bin: 0 });
  assert.equal(new Ridges(new Slices(body([])), false).nearest(frame, place), null);
});

test("columns of a map reach half way to their neighbours", () => {
  assert.deepEqual(boundsOf([0, 10, 30]), [-5, 5, 20, 40]);
  assert.deepEqual(boundsOf([3]), [2.5, 3.5]);
  assert.deepEqual(boundsOf([]), []);
});

test("bands are as strong as TensorBoard's", () => {
  assert.deepEqual(
    OPACITIES.map((opacity) => Number(opacity.toFixed(4))),
    [0.0912, 0.5436, 0.5992, 0.766, 0.766, 0.5992, 0.5436, 0.0912],
  );
});

test("where nothing was counted the bands have a gap", () => {
  const nine = (value) => Array.from({ length: 9 }, (_, i) => value + i);
  const value = Float64Array.from([...nine(0), ...nine(NaN), ...nine(1), ...nine(2)]);
  const view = new Bands(new Slices(body([0, 1, 2, 3], { value })));
  assert.deepEqual(view.stretches(), [
    [0, 1],
    [2, 4],
  ]);
  assert.deepEqual(view.axes().side.range, [0, 11]);
});

test("a box chooses the sides of which it takes a part", () => {
  const frame = new Frame(400, 200, {
    bottom: { kind: "value", range: [0, 1] },
    side: { kind: "count", range: [0, 10] },
  });
  const across = partOf(frame, { x0: frame.px(0.2), y0: 90, x1: frame.px(0.4), y1: 95 });
  assert.deepEqual(
    across.bottom.map((x) => Number(x.toFixed(6))),
    [0.2, 0.4],
  );
  assert.equal(across.side, null);
  const down = partOf(frame, { x0: 100, y0: frame.py(8), x1: 102, y1: frame.py(2) });
  assert.deepEqual(
    down.side.map((y) => Number(y.toFixed(6))),
    [2, 8],
  );
  assert.equal(down.bottom, null);
});

test("ticks are round and within the axis", () => {
  assert.deepEqual(ticksOf({ kind: "value", range: [-0.23, 0.31] }, 300, 56).labels, [
    "-0.2",
    "-0.1",
    "0",
    "0.1",
    "0.2",
    "0.3",
  ]);
  assert.deepEqual(ticksOf({ kind: "step", range: [0, 900_000] }, 200, 26).labels.at(-1), "800k");
  assert.deepEqual(ticksOf({ kind: "step", range: [5, 5] }, 200, 26).values, [5]);
});

test("the line below says how much is drawn, and what is missing", () => {
  assert.equal(footnote(body([0, 1])), "2 steps, exact");
  assert.equal(footnote(body([0, 1], {}, { total: 500, inside: 500 })), "2 of 500 steps");
  assert.equal(footnote(body([4], {}, { total: 500, inside: 1 })), "1 step in view, 500 in all");
  const odd = { unread: 1, problems: [[3, "no"]], notes: [[4, "2 buckets left out"]], orphaned: 7 };
  assert.equal(
    footnote(body([0], {}, { ...odd, total: 2, inside: 2 })),
    "1 of 2 steps, 1 cannot be read, step 4: 2 buckets left out, 7 steps before a restart hidden",
  );
  assert.equal(problemsOf(odd), "Step 3: no\nStep 4: 2 buckets left out");
});

test("where nothing was counted, or no axis is wide enough, words stand in place of a picture", () => {
  const counted = (total, about) => body([1, 2], { total: Float64Array.from(total) }, about);
  assert.equal(whyEmpty(counted([0, 3])), "");
  assert.equal(whyEmpty(counted([0, 0])), "Nothing was counted: all buckets are empty.");
  const notes = [[1, "2 buckets without finite numbers left out"]];
  assert.equal(whyEmpty(counted([0, 0], { notes })), "Step 1: 2 buckets without finite numbers left out");
  const far = body([1], { total: Float64Array.of(1), edge: Float64Array.of(-1.7e308, 0, 1.7e308) });
  assert.equal(whyEmpty(far), "The values are too far apart to be drawn.");
  assert.equal(whyEmpty(body([], { total: Float64Array.of() })), "");
});

test("of distributions without values the same is said, to who cannot see it too", () => {
  const of = (value) => {
    const { edge, count, ...columns } = body([1]).columns;
    return { ...body([1]), columns: { ...columns, value: Float64Array.from(value) } };
  };
  assert.equal(whyEmpty(of([Number.NaN, Number.NaN])), "Nothing was counted: all buckets are empty.");
  assert.equal(whyEmpty(of([1, Number.NaN])), "");
  const empty = of([Number.NaN]);
  assert.equal(
    summary("tag", "distributions", empty, new Slices(empty)),
    "tag of run: distributions. Nothing was counted: all buckets are empty.",
  );
});
