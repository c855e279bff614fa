// Histograms as a map: a column for each step, a cell for each bin, stronger where more values are. The root of
// a count is what is seen, so that what is rare can be seen too.

import { mixed } from "../../lib/mix.js";
import { paintLine, partOf, within } from "../slices/marks.js";
import { Bins, toldOf } from "./bins.js";

const LEVELS = 64;
const FAINTEST = 0.06;

export class Heat {
  constructor(slices) {
    this.slices = slices;
    this.bins = new Bins(slices.body);
    this.bounds = boundsOf(slices.x);
  }

  axes() {
    const { bounds, slices } = this;
    const range = slices.length ? [bounds[0], bounds[slices.length]] : [0, 1];
    return { bottom: { kind: slices.axis, range }, side: { kind: "value", range: this.bins.range } };
  }

  paint(ctx, frame, { theme, color, selection }) {
    const colors = Array.from({ length: LEVELS + 1 }, (_, level) =>
      mixed(theme.ground, color, level ? FAINTEST + (1 - FAINTEST) * (level / LEVELS) : 0),
    );
    for (let i = 0; i < this.slices.length; i++) this.#paintColumn(ctx, frame, colors, i);
    this.#paintSelection(ctx, frame, theme, selection);
  }

  #paintColumn(ctx, frame, colors, i) {
    const { bins } = this;
    const [left, right] = this.#sides(frame, i);
    for (let bin = 0; bin < bins.count; bin++) {
      const count = bins.of(i, bin);
      if (!(count > 0)) continue;
      const [top, base] = [Math.round(frame.py(bins.edges[bin + 1])), Math.round(frame.py(bins.edges[bin]))];
      ctx.fillStyle = colors[Math.max(1, Math.round(Math.sqrt(count / bins.most) * LEVELS))];
      ctx.fillRect(left, top, right - left, Math.max(base - top, 1));
    }
  }

  /** What is not selected is dimmed. */
  #paintSelection(ctx, frame, theme, selection) {
    const isChosen = this.slices.within(selection);
    if (!isChosen) return;
    ctx.globalAlpha = 0.6;
    ctx.fillStyle = theme.ground;
    for (let i = 0; i < this.slices.length; i++) {
      const [left, right] = this.#sides(frame, i);
      if (!isChosen(i)) ctx.fillRect(left, frame.top, right - left, frame.height);
    }
    ctx.globalAlpha = 1;
  }

  /** Where keys begin. */
  get middle() {
    return this.bins.count >> 1;
  }

  nearest(frame, { x, y }) {
    if (!this.slices.length) return null;
    return { i: this.#columnAt(frame.x(x)), bin: this.bins.at(frame.y(y)) };
  }

  mark(ctx, frame, { theme }, { i, bin }) {
    const { x, y } = this.placeOf(frame, { i, bin });
    paintLine(ctx, theme, x, frame.top, x, frame.base);
    paintLine(ctx, theme, frame.left, y, frame.right, y);
    const [left, right] = this.#sides(frame, i);
    const [top, base] = [frame.py(this.bins.edges[bin + 1]), frame.py(this.bins.edges[bin])];
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(left, top, Math.max(right - left, 2), Math.max(base - top, 2));
  }

  placeOf(frame, { i, bin }) {
    const [left, right] = this.#sides(frame, i);
    return { x: (left + right) / 2, y: frame.py(this.bins.middle(bin)) };
  }

  moved({ i, bin }, right, down) {
    return { i: within(i + right, this.slices.length), bin: within(bin - down, this.bins.count) };
  }

  told(at) {
    return toldOf(this.slices, this.bins, at);
  }

  part(frame, box) {
    const { bottom, side } = partOf(frame, box);
    return { x: bottom, values: side };
  }

  #sides(frame, i) {
    return [Math.round(frame.px(this.bounds[i])), Math.round(frame.px(this.bounds[i + 1]))];
  }

  #columnAt(x) {
    let i = 0;
    while (i < this.slices.length - 1 && x >= this.bounds[i + 1]) i++;
    return i;
  }
}

/** Where the column of each step begins and ends: half way to its neighbours, n + 1 bounds. */
export function boundsOf(x) {
  const n = x.length;
  if (n < 2) return n ? [x[0] - 0.5, x[0] + 0.5] : [];
  const between = Array.from({ length: n - 1 }, (_, i) => x[i] / 2 + x[i + 1] / 2);
  return [x[0] - (between[0] - x[0]), ...between, x[n - 1] + (x[n - 1] - between[n - 2])];
}
