// Histograms as lines: behind one another, the oldest at the back and the newest in front, or all over one
// another. A view draws into a frame and finds what is near a place; it holds no state.

import { mixed } from "../../lib/mix.js";
import { paintDot, paintLine, partOf, within } from "../slices/marks.js";
import { Bins, toldOf } from "./bins.js";

const PEAK = 0.4; // of the height, behind one another
const OLDEST = 0.28; // of the run's colour
const DIM = 0.25;

export class Ridges {
  constructor(slices, isOffset) {
    this.slices = slices;
    this.bins = new Bins(slices.body);
    this.isOffset = isOffset;
  }

  axes(height) {
    const bottom = { kind: "value", range: this.bins.range };
    if (!this.isOffset) return { bottom, side: { kind: "count", range: [0, this.bins.most * 1.05 || 1] } };
    const { axis, extent, x } = this.slices;
    const range = x.length === 1 ? [x[0], x[0]] : extent;
    return { bottom, side: { kind: axis, range, right: true, down: true, inset: height * PEAK } };
  }

  paint(ctx, frame, look) {
    const isChosen = this.slices.within(look.selection);
    for (let i = 0; i < this.slices.length; i++) {
      ctx.globalAlpha = isChosen && !isChosen(i) ? DIM : 1;
      this.#paintOne(ctx, frame, look, i, Boolean(isChosen?.(i)));
    }
    ctx.globalAlpha = 1;
  }

  #paintOne(ctx, frame, { theme, color }, i, chosen) {
    const own = mixed(theme.ground, color, OLDEST + (1 - OLDEST) * this.slices.age(i));
    this.#trace(ctx, frame, i);
    ctx.lineJoin = "round";
    if (this.isOffset) {
      ctx.fillStyle = own;
      ctx.fill();
    }
    ctx.lineWidth = chosen ? 1.75 : this.isOffset ? 0.75 : 1.25;
    ctx.strokeStyle = chosen ? theme.ink : this.isOffset ? theme.ground : own;
    ctx.stroke();
  }

  /** The outline of a step. */
  #trace(ctx, frame, i) {
    const { bins } = this;
    const base = this.#base(frame, i);
    ctx.beginPath();
    ctx.moveTo(frame.px(bins.middle(0)), base);
    for (let bin = 0; bin < bins.count; bin++) ctx.lineTo(frame.px(bins.middle(bin)), this.#y(frame, i, bin));
    ctx.lineTo(frame.px(bins.middle(bins.count - 1)), base);
    if (this.isOffset) ctx.closePath();
  }

  /** Where keys begin. */
  get middle() {
    return this.bins.count >> 1;
  }

  /** What is nearest: the bin under the place, of the step whose line is. */
  nearest(frame, { x, y }) {
    if (!this.slices.length) return null;
    const bin = this.bins.at(frame.x(x));
    let best = null;
    for (let i = this.slices.length - 1; i >= 0; i--) {
      const distance = Math.abs(this.#y(frame, i, bin) - y);
      if (!best || distance < best.distance) best = { i, bin, distance };
    }
    return best;
  }

  mark(ctx, frame, { theme, color }, { i, bin }) {
    const [x, y] = [frame.px(this.bins.middle(bin)), this.#y(frame, i, bin)];
    paintLine(ctx, theme, x, frame.top, x, frame.base);
    if (this.isOffset)
      paintLine(ctx, theme, frame.left, this.#base(frame, i), frame.right, this.#base(frame, i));
    this.#trace(ctx, frame, i);
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    paintDot(ctx, x, y, color, theme.ground);
  }

  /** The place of a bin of a step. */
  placeOf(frame, { i, bin }) {
    return { x: frame.px(this.bins.middle(bin)), y: this.#y(frame, i, bin) };
  }

  /** Where keys lead: sideways to another bin, up to an older step, down to a newer one. */
  moved({ i, bin }, right, down) {
    return { i: within(i + down, this.slices.length), bin: within(bin + right, this.bins.count) };
  }

  told(at) {
    return toldOf(this.slices, this.bins, at);
  }

  /** What a marked part of the frame stands for; null for a side that is all of it. */
  part(frame, box) {
    const { bottom, side } = partOf(frame, box);
    return { values: bottom, x: this.isOffset ? side : null };
  }

  #base(frame, i) {
    return this.isOffset ? frame.py(this.slices.x[i]) : frame.base;
  }

  #y(frame, i, bin) {
    if (!this.isOffset) return frame.py(this.bins.of(i, bin));
    return this.#base(frame, i) - (this.bins.of(i, bin) / (this.bins.most || 1)) * frame.inset;
  }
}
