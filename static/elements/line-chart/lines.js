// The lines of a chart: where the points of one axis, one smoothing weight and one pair of scales are drawn.
// Pure data: no canvas, no element. x and y are as drawn (see lib/scale.js), and so are ranges of them.

import { drawn, PLAIN } from "../../lib/scale.js";
import { smooth } from "../../lib/smooth.js";

/** Lines from a decoded body; series without points give none. */
export function linesOf(body, weight, scales) {
  const series = body.series.filter((one) => one.length);
  return series.map((one) => new Line(one, body.xAxis, weight, scales));
}

/** One series as drawn: `y` is smoothed where `raw` (what stands behind it) is not null; `shown` is y's values. */
export class Line {
  #xAxis;
  #weight;

  constructor(series, xAxis, weight, scales = PLAIN) {
    this.series = series;
    this.run = series.run;
    this.tag = series.tag.name;
    this.dash = series.tag.dash;
    this.color = series.color;
    this.#xAxis = xAxis;
    this.#weight = weight;
    this.scaleBy(scales);
  }

  get length() {
    return this.x.length;
  }

  /** Whether there may be points that are marked rather than drawn. */
  get marked() {
    return this.series.marks[0] + this.series.marks[1] > 0 || this.scales.y.name === "log10";
  }

  /** Of how many runs it is the centre; 0 for one that is a run itself. */
  get runs() {
    return this.series.runs;
  }

  get isBaseline() {
    return this.series.baseline;
  }

  /** Whether x never goes back. */
  get rising() {
    return this.bounds.length === 2;
  }

  scaleBy(scales) {
    this.scales = scales;
    this.x = drawn(xOf(this.series, this.#xAxis), scales.x);
    this.bounds = pieces(this.x);
    this.smoothWith(this.#weight);
  }

  smoothWith(weight) {
    const { series, scales } = this;
    this.#weight = weight;
    this.shown = weight > 0 ? (series.smoothed ?? smooth(series.value, weight)) : series.value;
    this.y = drawn(this.shown, scales.y);
    this.raw = weight > 0 ? drawn(series.value, scales.y) : null;
    this.low = series.low ? drawn(series.low, scales.y) : null;
    this.high = series.high ? drawn(series.high, scales.y) : null;
  }

  /** Where the run began again: `{step, x}`, those that the axis can show. */
  get restarts() {
    const { series, scales } = this;
    const origin = series.origin ?? series.time[0];
    const places = {
      step: (step) => step,
      "relative-step": (step) => step - series.first,
      wall: (_, time) => time,
      relative: (_, time) => time - origin,
    };
    const place = places[this.#xAxis];
    const byTime = this.#xAxis === "wall" || this.#xAxis === "relative";
    const found = place ? series.restarts.filter(([, time]) => !byTime || time !== null) : [];
    const marks = found.map(([step, time]) => ({ step, x: scales.x.to(place(step, time)) }));
    return marks.filter(({ x }) => Number.isFinite(x));
  }

  /** How many points a log axis cannot show: those at or below 0 in y and in `x0..x1`, or in x. */
  offAxis(x0, x1) {
    if (this.scales.x.name !== "log10" && this.scales.y.name !== "log10") return 0;
    if (!this.series.whole) return this.series.off;
    const { x, y, shown } = this;
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const inside = x[i] >= x0 && x[i] <= x1;
      if (x[i] === -Infinity || (inside && y[i] === -Infinity && shown[i] !== -Infinity)) sum++;
    }
    return sum;
  }

  /** First index and end of the points that may be seen in `x0..x1`, with a neighbour at each side. */
  span(x0, x1) {
    if (!this.rising) return [0, this.length];
    return [Math.max(below(this.x, x0) - 1, 0), Math.min(notAbove(this.x, x1) + 1, this.length)];
  }

  /** How many points lie in `x0..x1`. */
  pointsIn(x0, x1) {
    if (this.rising) return Math.max(notAbove(this.x, x1) - below(this.x, x0), 0);
    return this.x.reduce((sum, x) => sum + (x >= x0 && x <= x1), 0);
  }

  /** The nearest point in x of each stretch, as indices. */
  nearestInX(x) {
    const found = [];
    for (let piece = 1; piece < this.bounds.length; piece++) {
      const [start, end] = [this.bounds[piece - 1], this.bounds[piece]];
      const at = below(this.x, x, start, end);
      const after = Math.min(at, end - 1);
      const before = Math.max(at - 1, start);
      found.push(x - this.x[before] <= this.x[after] - x ? before : after);
    }
    return found;
  }

  /** The last finite y up to an index, or else the first after it; null where there is none. */
  finiteNear(index) {
    for (let i = index; i >= 0; i--) if (Number.isFinite(this.y[i])) return this.y[i];
    for (let i = index + 1; i < this.length; i++) if (Number.isFinite(this.y[i])) return this.y[i];
    return null;
  }
}

/** The line that others of its tag are compared with; undefined where there is none. */
export function baselineOf(lines, line) {
  return lines.find((other) => other.isBaseline && other.tag === line.tag && other !== line);
}

/** Whether lines are of more than one tag, so that each has to say of which. */
export function haveSeveralTags(lines) {
  return lines.some((line) => line.tag !== lines[0].tag);
}

/** The range of x over all lines; room around a single x. */
export function xExtent(lines) {
  let [low, high] = [Infinity, -Infinity];
  for (const { x, rising } of lines) {
    const ends = rising ? [x[below(x, -Number.MAX_VALUE)] ?? Infinity, x[x.length - 1]] : x;
    for (const value of ends) {
      if (value < low && value !== -Infinity) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low <= high)) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** The y of all lines that can be shown in `x0..x1`, in one array, and how many they are. */
export function valuesIn(lines, x0, x1) {
  const values = new Float64Array(lines.reduce((sum, line) => sum + line.length * (line.low ? 3 : 1), 0));
  let count = 0;
  for (const line of lines) {
    const { x } = line;
    const [start, end] = line.span(x0, x1);
    for (const y of line.low ? [line.y, line.low, line.high] : [line.y]) {
      for (let i = start; i < end; i++) {
        if (x[i] >= x0 && x[i] <= x1 && y[i] - y[i] === 0) values[count++] = y[i];
      }
    }
  }
  return { values, count };
}

/** What the points of all lines come to in `x0..x1`: how many there are, are drawn, and are not finite. */
export function tally(lines, x0, x1) {
  const sum = { points: 0, drawn: 0, nan: 0, infinite: 0, orphaned: 0, off: 0 };
  for (const line of lines) {
    const { series } = line;
    const inside = series.whole ? line.pointsIn(x0, x1) : series.points;
    sum.points += inside;
    sum.drawn += series.whole ? inside : series.drawn;
    sum.nan += series.marks[0];
    sum.infinite += series.marks[1];
    sum.orphaned += series.orphaned;
    sum.off += line.offAxis(x0, x1);
  }
  return sum;
}

function xOf(series, xAxis) {
  if (xAxis === "metric") return series.x;
  if (xAxis === "step") return series.step;
  if (xAxis === "relative-step") return series.step.map((step) => step - series.first);
  if (xAxis === "wall") return series.time;
  const origin = series.origin ?? series.time[0];
  return series.time.map((time) => time - origin);
}

function pieces(x) {
  const bounds = [0];
  for (let i = 1; i < x.length; i++) if (x[i] < x[i - 1]) bounds.push(i);
  bounds.push(x.length);
  return bounds;
}

/** The first index in `start..end` whose x is not below the bound. */
function below(x, bound, start = 0, end = x.length) {
  while (start < end) {
    const middle = (start + end) >> 1;
    if (x[middle] < bound) start = middle + 1;
    else end = middle;
  }
  return start;
}

function notAbove(x, bound) {
  let [start, end] = [0, x.length];
  while (start < end) {
    const middle = (start + end) >> 1;
    if (x[middle] <= bound) start = middle + 1;
    else end = middle;
  }
  return start;
}
