// uPlot as we use it: it keeps the canvas, scales, axes, cursor and drag selection; the lines are drawn
// by paint.js, because each has x values of its own and a thousand of them must stay quick.

import uPlot from "../../vendor/uplot/uPlot.esm.js";
import { axesOf } from "./axes.js";
import { Frame } from "./paint.js";

const EMPTY = [
  [0, 1],
  [null, null],
];
const AXIS_TITLE = "Click to type the limits, drag to zoom";
const NOTHING = { left: 0, top: 0, width: 0, height: 0 };

/**
 * A plot in a host element. Its ranges are as drawn: scales only make the ticks.
 *
 * on: `draw(ctx, frame)`, `cursor(position or null)`, `select({x, y})` with a null for a side not chosen,
 * `reset()`. theme: gives the present colours.
 */
export class Plot {
  #u;
  #on;
  #xAxis;
  #scales;
  #view = { x: [0, 1], y: [0, 1] };
  busy = false; // while something else than the cursor follows the pointer
  selects = false; // whether steps can be selected in it

  /** size: of the host; without it, it is asked. */
  constructor(host, { xAxis, scales, size }, theme, on) {
    this.#xAxis = xAxis;
    this.#scales = scales;
    this.#on = on;
    this.#u = new uPlot(this.#options(size ?? sizeOf(host), theme), EMPTY, host);
    for (const axis of this.axes) axis.title = AXIS_TITLE;
  }

  isFor(xAxis, { x, y }) {
    return this.#xAxis === xAxis && this.#scales.x === x && this.#scales.y === y;
  }

  /** The element over the plot area. */
  get over() {
    return this.#u.over;
  }

  /** The plot area on the canvas and what it shows. */
  get frame() {
    const { left, top, width, height } = this.#u.bbox;
    return new Frame({ left, top, width, height, ...this.#view, ratio: uPlot.pxRatio });
  }

  /** Where the cursor is in the plot area, in CSS pixels; null where it is not. */
  get cursor() {
    const { left, top } = this.#u.cursor;
    return left >= 0 && top >= 0 ? { left, top } : null;
  }

  /** Whether the pointer is at something else than reading. */
  get dragging() {
    const { width, height } = this.#u.select;
    return this.busy || (width > 0 && height > 0);
  }

  /** The elements that lie over the labels of x and of y. */
  get axes() {
    return [...this.#u.root.querySelectorAll(".u-axis")];
  }

  /** The ranges shown. */
  get view() {
    return this.#view;
  }

  /** Of the plot area, in CSS pixels. */
  get size() {
    const { width, height } = this.#u.bbox; // to ask the page would lay it out, for each chart that is drawn
    return { width: width / uPlot.pxRatio, height: height / uPlot.pxRatio };
  }

  get middle() {
    const { width, height } = this.size;
    return { left: width / 2, top: height / 2 };
  }

  /** How far along each axis a place in the plot area is, from 0 to 1. */
  partsAt(left, top) {
    const { width, height } = this.size;
    const part = (pixel, size) => Math.min(Math.max(pixel / size, 0), 1);
    return { x: part(left, width), y: 1 - part(top, height) };
  }

  /** What an axis shows at a place in the plot area. */
  placeAt(name, { left, top }) {
    const [low, high] = this.#view[name];
    return low + this.partsAt(left, top)[name] * (high - low);
  }

  /** Marks a part of an axis over the whole plot; with null no part. */
  mark(name, start, end) {
    const { width, height } = this.size;
    const [a, b] = name ? [this.partsAt(start.left, start.top), this.partsAt(end.left, end.top)] : [];
    const x = () => ({ left: Math.min(a.x, b.x) * width, width: Math.abs(a.x - b.x) * width });
    const y = () => ({ top: (1 - Math.max(a.y, b.y)) * height, height: Math.abs(a.y - b.y) * height });
    if (name === "x") this.#u.setSelect({ top: 0, height, ...x() }, false);
    else this.#u.setSelect(name ? { left: 0, width, ...y() } : NOTHING, false);
  }

  /** Shows these ranges of x and y; drawn once, after what else happens now. */
  show(x, y) {
    this.#view = { x, y };
    for (const scale of ["x", "y"]) this.#u.setScale(scale, { min: null, max: null });
  }

  redraw() {
    this.#u.redraw(false);
  }

  resize(width, height) {
    if (width !== this.#u.width || height !== this.#u.height) this.#u.setSize({ width, height });
  }

  moveCursor(left, top) {
    this.#u.setCursor({ left, top });
  }

  /** Shows the line of the cursor at a drawn x, without a cursor; none where it is out of sight. */
  showLine(x) {
    const [low, high] = this.#view.x;
    if (x === null || x < low || x > high) this.hideCursor();
    else this.moveCursor(((x - low) / (high - low)) * this.size.width, -10);
  }

  hideCursor() {
    this.moveCursor(-10, -10);
  }

  /** Whether the cursor stays where it is, whatever the pointer does. */
  lock(locked) {
    this.#u.cursor._lock = locked;
  }

  destroy() {
    this.#u.destroy();
  }

  #options(size, theme) {
    return {
      ...size,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: this.#xAxis === "wall", range: () => this.#view.x },
        y: { auto: false, range: () => this.#view.y },
      },
      axes: axesOf(this.#xAxis, this.#scales, theme),
      series: [{}, { auto: false, paths: () => null, points: { show: false } }],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: true, uni: 24, dist: 4, setScale: false },
        bind: { dblclick: () => () => this.#on.reset() },
      },
      hooks: {
        draw: [(u) => this.#on.draw(u.ctx, this.frame)],
        setCursor: [() => this.#on.cursor(this.cursor)],
        setSelect: [(u) => this.#selected(u)],
      },
    };
  }

  /** A selection as high as the plot chooses x alone, one as wide y alone. */
  #selected(u) {
    const { left, top, width, height } = u.select;
    const area = { width: u.over.clientWidth, height: u.over.clientHeight };
    const x = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    const y = [u.posToVal(top + height, "y"), u.posToVal(top, "y")];
    u.setSelect(NOTHING, false);
    this.#on.select({ x: width < area.width ? x : null, y: height < area.height ? y : null });
  }
}

function sizeOf({ clientWidth, clientHeight }) {
  return { width: clientWidth, height: clientHeight };
}
