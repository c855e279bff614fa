// The area that a picture of histograms is drawn in: its two axes, their ticks, and where a value lies. In CSS
// pixels. An axis is `{kind, range}`: kind value, count, step, relative or wall; the side axis may stand
// at the right, begin a bit below the top, and run downward.

import { niceStep } from "../../lib/domain.js";
import { INCREMENTS, xLabels, yLabels } from "../line-chart/axes.js";

export const FONT = "11px system-ui, sans-serif";
const DIGIT = 6.2;
const NARROWEST = 40;
const [TOP, END, BOTTOM, BOTTOM_OF_DATES] = [8, 14, 22, 34];
const SPACE = { value: 56, count: 28, step: 56, relative: 76, wall: 76 };
const SIDE_SPACE = 26;

export class Frame {
  /** bottom, side: axes; side besides `right`, `down` (true where it runs downward) and `inset` (pixels). */
  constructor(width, height, { bottom, side }) {
    this.bottom = bottom;
    this.side = side;
    this.top = TOP;
    this.height = Math.max(height - TOP - (bottom.kind === "wall" ? BOTTOM_OF_DATES : BOTTOM), 1);
    this.sideTicks = ticksOf(side, this.height - this.inset, SIDE_SPACE);
    const letters = Math.max(0, ...this.sideTicks.labels.flatMap((l) => l.split("\n")).map((l) => l.length));
    const labels = Math.max(NARROWEST, 12 + DIGIT * letters);
    this.left = side.right ? END : labels;
    this.width = Math.max(width - labels - END, 1);
    this.bottomTicks = ticksOf(bottom, this.width, SPACE[bottom.kind]);
  }

  get inset() {
    return Math.min(this.side.inset ?? 0, this.height / 2);
  }

  get right() {
    return this.left + this.width;
  }

  get base() {
    return this.top + this.height;
  }

  /** Where a value of the bottom axis lies. */
  px(value) {
    const [low, high] = this.bottom.range;
    return this.left + ((value - low) / (high - low)) * this.width;
  }

  /** Where a value of the side axis lies. */
  py(value) {
    const [low, high] = this.side.range;
    const part = high > low ? (value - low) / (high - low) : this.side.down ? 1 : 0.5;
    const room = this.height - this.inset;
    return this.side.down ? this.top + this.inset + part * room : this.base - part * room;
  }

  /** The value of the bottom axis at a pixel. */
  x(px) {
    const [low, high] = this.bottom.range;
    return low + ((px - this.left) / this.width) * (high - low);
  }

  /** The value of the side axis at a pixel. */
  y(py) {
    const [low, high] = this.side.range;
    const room = this.height - this.inset;
    const part = this.side.down ? (py - this.top - this.inset) / room : (this.base - py) / room;
    return low + part * (high - low);
  }

  has({ x, y }) {
    return x >= this.left - 4 && x <= this.right + 4 && y >= this.top - 4 && y <= this.base + 4;
  }
}

/** Grid and labels. */
export function paintAxes(ctx, frame, theme) {
  ctx.font = FONT;
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.fillStyle = theme.axis;
  ctx.beginPath();
  for (const value of frame.bottomTicks.values)
    line(ctx, frame.px(value), frame.top, frame.px(value), frame.base);
  for (const value of frame.sideTicks.values)
    line(ctx, frame.left, frame.py(value), frame.right, frame.py(value));
  ctx.stroke();
  paintBottomLabels(ctx, frame);
  paintSideLabels(ctx, frame);
}

function paintBottomLabels(ctx, frame) {
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  frame.bottomTicks.values.forEach((value, i) => {
    frame.bottomTicks.labels[i].split("\n").forEach((text, row) => {
      const half = ctx.measureText(text).width / 2;
      const x = Math.min(Math.max(frame.px(value), half + 1), frame.right + END - half - 1);
      ctx.fillText(text, x, frame.base + 6 + 12 * row);
    });
  });
}

function paintSideLabels(ctx, frame) {
  ctx.textAlign = frame.side.right ? "left" : "right";
  ctx.textBaseline = "middle";
  const x = frame.side.right ? frame.right + 6 : frame.left - 6;
  frame.sideTicks.values.forEach((value, i) => {
    const [first, second] = frame.sideTicks.labels[i].split("\n");
    ctx.fillText(first, x, frame.py(value) - (second ? 6 : 0));
    if (second) ctx.fillText(second, x, frame.py(value) + 6);
  });
}

function line(ctx, x0, y0, x1, y1) {
  const [x, y] = [Math.round(x0) + 0.5, Math.round(y0) + 0.5];
  ctx.moveTo(x0 === x1 ? x : x0, y0 === y1 ? y : y0);
  ctx.lineTo(x0 === x1 ? x : x1, y0 === y1 ? y : y1);
}

/** Round values within the range of an axis, at least `space` pixels apart, and what they are called. */
export function ticksOf({ kind, range: [low, high] }, pixels, space) {
  const most = Math.max(Math.floor(pixels / space), 1);
  const step = stepOf(kind, (high - low) / most);
  if (!(step > 0) || !Number.isFinite(step)) return { values: [low], labels: labelsOf(kind, [low], 1) };
  const shift = kind === "wall" ? new Date(low * 1000).getTimezoneOffset() * 60 : 0;
  const values = [];
  for (let i = Math.ceil((low - shift) / step); i * step + shift <= high && values.length < 100; i++)
    values.push(i * step + shift);
  return { values, labels: labelsOf(kind, values, step) };
}

function stepOf(kind, least) {
  if (kind === "value" || kind === "count") return niceStep(least);
  const all = INCREMENTS[kind === "step" ? "step" : "relative"];
  return least > 0 ? (all.find((each) => each >= least) ?? all.at(-1)) : 0;
}

function labelsOf(kind, values, step) {
  return kind === "value" || kind === "count" ? yLabels(values, step) : xLabels(kind, values, step);
}
