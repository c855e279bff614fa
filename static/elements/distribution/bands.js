// Distributions: nine percentiles of each step, with TensorBoard's bands between them and the median as a line.
// A band is the stronger the more values are between its percentiles.

import { padded } from "../../lib/domain.js";
import { formatDuration, formatStep, formatValue, formatWall } from "../../lib/format.js";
import { mixed } from "../../lib/mix.js";
import { paintDot, paintLine, partOf, within } from "../slices/marks.js";

// TensorBoard's chart takes these for its bands, not the points that the percentiles are made for.
const DRAWN_POINTS = [0, 228, 1587, 3085, 5000, 6915, 8413, 9772, 10000];
export const OPACITIES = DRAWN_POINTS.slice(1).map((point, i) => (point - DRAWN_POINTS[i]) / 2500);
export const NAMES = ["minimum", "7%", "16%", "31%", "median", "69%", "84%", "93%", "maximum"];
const MEDIAN = 4;

export class Bands {
  constructor(slices) {
    this.slices = slices;
    this.values = slices.body.columns.value;
    this.lines = NAMES.length;
  }

  axes() {
    const finite = this.values.filter(Number.isFinite);
    const low = finite.reduce((least, each) => Math.min(least, each), Infinity);
    const high = finite.reduce((most, each) => Math.max(most, each), -Infinity);
    const range = this.slices.body.values ?? padded(finite.length ? [low, high] : null);
    return { bottom: { kind: this.slices.axis, range: this.slices.extent }, side: { kind: "value", range } };
  }

  value(i, line) {
    return this.values[i * this.lines + line];
  }

  paint(ctx, frame, { theme, color, selection }) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(frame.left, frame.top, frame.width, frame.height);
    ctx.clip();
    const median = mixed(color, theme.ink, 0.5);
    for (const [start, end] of this.stretches()) this.#paintStretch(ctx, frame, color, median, start, end);
    this.#paintSelection(ctx, frame, theme, selection);
    ctx.restore();
  }

  #paintStretch(ctx, frame, color, median, start, end) {
    if (end - start === 1) {
      this.#paintSingle(ctx, frame, color, median, start);
      return;
    }
    ctx.fillStyle = color;
    OPACITIES.forEach((opacity, band) => {
      ctx.globalAlpha = opacity;
      ctx.beginPath();
      for (let i = start; i < end; i++) this.#to(ctx, frame, i, band);
      for (let i = end - 1; i >= start; i--) this.#to(ctx, frame, i, band + 1);
      ctx.fill();
    });
    ctx.globalAlpha = 1;
    this.#paintMedian(ctx, frame, median, start, end);
  }

  #paintMedian(ctx, frame, median, start, end) {
    ctx.beginPath();
    for (let i = start; i < end; i++) this.#to(ctx, frame, i, MEDIAN);
    ctx.lineWidth = 1.5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = median;
    ctx.stroke();
  }

  /** A step without neighbours is a box plot: its bands are bars. */
  #paintSingle(ctx, frame, color, median, i) {
    const x = frame.px(this.slices.x[i]);
    ctx.fillStyle = color;
    OPACITIES.forEach((opacity, band) => {
      const [top, base] = [frame.py(this.value(i, band + 1)), frame.py(this.value(i, band))];
      ctx.globalAlpha = opacity;
      ctx.fillRect(x - 6, top, 12, Math.max(base - top, 0.5));
    });
    ctx.globalAlpha = 1;
    ctx.fillStyle = median;
    ctx.fillRect(x - 6, frame.py(this.value(i, MEDIAN)) - 0.75, 12, 1.5);
  }

  #paintSelection(ctx, frame, theme, selection) {
    const isChosen = this.slices.within(selection);
    if (!isChosen) return;
    const all = Array.from({ length: this.slices.length }, (_, i) => i).filter(isChosen);
    if (!all.length) return;
    const [left, right] = [all[0], all.at(-1)].map((i) => frame.px(this.slices.x[i]));
    ctx.globalAlpha = 0.6;
    ctx.fillStyle = theme.ground;
    if (left < right) {
      ctx.fillRect(frame.left, frame.top, left - frame.left, frame.height);
      ctx.fillRect(right, frame.top, frame.right - right, frame.height);
    }
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.ink;
    for (const x of new Set([left, right])) ctx.fillRect(x - 0.75, frame.top, 1.5, frame.height);
  }

  /** Runs of steps that have values, as pairs of start and end: a gap is where nothing was counted. */
  stretches() {
    const found = [];
    let start = null;
    for (let i = 0; i <= this.slices.length; i++) {
      const there = i < this.slices.length && Number.isFinite(this.value(i, MEDIAN));
      if (there && start === null) start = i;
      if (!there && start !== null) {
        found.push([start, i]);
        start = null;
      }
    }
    return found;
  }

  /** Where keys begin. */
  get middle() {
    return MEDIAN;
  }

  /** The step whose place is nearest, and of its percentiles the nearest. */
  nearest(frame, { x, y }) {
    if (!this.slices.length) return null;
    const i = this.slices.nearest(frame.x(x));
    let bin = MEDIAN;
    for (let line = 0; line < this.lines; line++)
      if (Math.abs(frame.py(this.value(i, line)) - y) < Math.abs(frame.py(this.value(i, bin)) - y))
        bin = line;
    return { i, bin };
  }

  mark(ctx, frame, { theme, color }, { i, bin }) {
    const x = frame.px(this.slices.x[i]);
    paintLine(ctx, theme, x, frame.top, x, frame.base);
    for (let line = 0; line < this.lines; line++) {
      const y = frame.py(this.value(i, line));
      if (line !== bin && Number.isFinite(y)) paintLine(ctx, theme, x - 4, y, x + 4, y);
    }
    const y = frame.py(this.value(i, bin));
    if (Number.isFinite(y)) paintDot(ctx, x, y, color, theme.ground);
  }

  placeOf(frame, { i, bin }) {
    const y = frame.py(this.value(i, bin));
    return { x: frame.px(this.slices.x[i]), y: Number.isFinite(y) ? y : frame.base };
  }

  moved({ i, bin }, right, down) {
    return { i: within(i + right, this.slices.length), bin: within(bin - down, this.lines) };
  }

  told({ i, bin }) {
    const named = NAMES.map((name, line) => [name, formatValue(this.value(i, line)), line === bin]);
    return [
      ...named.reverse(),
      ["Step", formatStep(this.slices.step[i])],
      ["Time", formatWall(this.slices.time[i])],
      ["Relative", formatDuration(this.slices.elapsed(i))],
    ];
  }

  part(frame, box) {
    const { bottom, side } = partOf(frame, box);
    return { x: bottom, values: side };
  }

  #to(ctx, frame, i, line) {
    ctx.lineTo(frame.px(this.slices.x[i]), frame.py(this.value(i, line)));
  }
}
