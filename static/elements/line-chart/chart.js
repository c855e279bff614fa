// One chart in its element: builds the DOM, holds the lines and the zoom, and decides what is shown.
// Fetches nothing; the element tells it of data and attributes.

import { choices, onChoice } from "../../lib/choices.js";
import { SCALES, valueRange } from "../../lib/scale.js";
import { onThemeChange, themeOf } from "../../lib/theme.js";
import { Gestures } from "./gestures.js";
import { Hover } from "./hover.js";
import { moveByKey, scrubByTouch } from "./input.js";
import { Limits } from "./limits.js";
import { haveSeveralTags, linesOf } from "./lines.js";
import { Linked } from "./linked.js";
import { paintLines, paintRestarts } from "./paint.js";
import { buildParts } from "./parts.js";
import { Plot } from "./plot.js";
import { spoken } from "./rows.js";
import { Selection } from "./selection.js";
import { contains, viewOf } from "./view.js";
import { footnote, story, summary } from "./words.js";

const OUTSIDE_NOTE = "Values far from the others are left out of the axis; zoom to see them";

const FEW = 8; // runs: the restarts of more would hide the lines; of those, the nearest one's are shown

export class Chart {
  #element;
  #on;
  #parts;
  #plot = null;
  #hover = null;
  #gestures = null;
  #overview = null; // { body, lines }
  #detail = null; // { body, lines, range }
  #zoom = null; // { x, y }: ranges of values or null
  #shown = { lines: [], x: [0, 1], y: [0, 1] };
  #theme = null;
  #size = null; // of the plot; null until the page is laid out with it
  #limits;
  #linked = new Linked(this);
  #selection;
  #cleanups = [];

  constructor(element, on) {
    this.#element = element;
    this.#on = on;
    this.#parts = buildParts(element, () => on.retry());
    this.#parts.fit
      .addEventListener("click", () => this.#fit());
    this.#limits = new Limits(this.#parts.plot);
    this.#selection = new Selection(this, this.#parts.table);
    const observer = new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect));
    observer.observe(this.#parts.plot);
    this.#cleanups = [
      () => observer.disconnect(),
      () => this.#linked.leave(),
      onThemeChange(() => this.#retheme()),
      () => this.#selection.leave(),
      onChoice(() => this.#rechoose()),
      moveByKey(this.#parts.plot, () => this.#keyTarget()),
    ];
  }

  /** Whether every point of every series is here, so that nothing need be asked for. */
  get isWhole() {
    return Boolean(this.#overview?.body.series.every((series) => series.whole));
  }

  get isZoomed() {
    return this.#zoom !== null;
  }

  /** `{x, y}`: the ranges of values that are zoomed to, each may be null; or null. */
  get part() {
    return this.#zoom;
  }

  get zoomedX() {
    return this.#zoom?.x ?? null;
  }

  /** Whether what is zoomed to is here in full detail. */
  get isDetailed() {
    const { range } = this.#detail ?? {};
    return Boolean(range && this.zoomedX) && range.every((end, i) => end === this.zoomedX[i]);
  }

  get xAxis() {
    return this.#overview?.body.xAxis;
  }

  /** All lines, whichever part of them is looked at. */
  get lines() {
    return this.#overview?.lines ?? [];
  }

  get subject() {
    return this.#element.subject;
  }

  get isNear() {
    return this.#element.isNear;
  }

  tableUrl(selection) {
    return this.#element.tableUrl(selection);
  }

  /** Near the window, where what is seen is asked for. */
  wake() {
    this.#selection.wake();
  }

  busy() {
    this.#element.setAttribute("aria-busy", "true");
    this.#parts.error.hidden = true;
  }

  setOverview(body) {
    if (this.#overview && body.xAxis !== this.xAxis) this.#unzoom();
    const isFirst = !this.#overview;
    this.#overview = { body, lines: [] };
    this.#overview.lines = this.#lines(body);
    this.#arrived();
    this.#parts.plot.setAttribute("aria-description", story(this.lines));
    this.#selection.update(true);
    const beginning = isFirst && this.#linked.beginning;
    if (beginning) this.#part = beginning;
  }

  setDetail(body, range) {
    this.#detail = { body, range, lines: this.#lines(body) };
    this.#arrived();
  }

  /** Smooths what is whole again, with the element's weight. */
  smooth() {
    this.#each((line) => line.smoothWith(this.#element.weight));
    this.#show();
    this.#selection.update();
  }

  /** Draws on the element's scales. */
  rescale() {
    this.#each((line) => line.scaleBy(this.#scales));
    this.#show();
  }

  /** Shows a part, or with null everything; a side of the part may be null: all of it. */
  zoom(part) {
    this.#gestures?.forget();
    this.#part = part;
    this.#linked.look(this.#zoom);
  }

  /** The button goes, so the plot takes the focus. */
  #fit() {
    this.#parts.plot.focus({ preventScroll: true });
    this.zoom(null);
  }

  /** Looks where a linked chart looks in x. */
  follow(x) {
    if (this.#overview) this.#part = { x, y: this.#zoom?.y ?? null };
  }

  /** Looks where a copy of the card looks. */
  copy(part) {
    if (this.#overview) this.#part = part;
  }

  /** Marks where the cursor is in a linked chart. */
  showLine(x) {
    if (!this.#hover?.isFrozen) this.#plot?.showLine(x === null ? null : this.#scales.x.to(x));
  }

  set #part(part) {
    this.#zoom = part && (part.x || part.y) ? part : null;
    this.#on.zoom();
    this.#show();
  }

  fail(error) {
    this.#element.removeAttribute("aria-busy");
    this.#parts.message.textContent = `Could not load: ${error.message}`;
    this.#parts.error.hidden = false;
  }

  describe() {
    const { lines, x, y } = this.#shown;
    const scales = this.#scales;
    const [steps, values] = [valueRange(x, scales.x), valueRange(y, scales.y)];
    this.#parts.plot.setAttribute(
      "aria-label",
      summary(this.#element.label, lines, this.xAxis, steps, values),
    );
  }

  destroy() {
    for (const cleanup of this.#cleanups) cleanup();
    this.#dismantle();
    this.#overview = this.#detail = null;
    this.#element.replaceChildren();
  }

  /** A range of steps says nothing on an axis of times. */
  #unzoom() {
    const y = this.#zoom?.y;
    this.#zoom = y ? { x: null, y } : null;
    this.#detail = null;
    this.#linked.look(this.#zoom);
    this.#on.zoom();
  }

  #arrived() {
    this.#element.removeAttribute("aria-busy");
    this.#parts.error.hidden = true;
    this.#show();
  }

  #show() {
    if (!this.#overview) return;
    this.#hover?.release();
    this.#shown = this.#view();
    const { lines, x, y, hidden } = this.#shown;
    this.#parts.empty.hidden = lines.length > 0;
    this.#parts.plot.classList.toggle("ready", lines.length > 0);
    const said = footnote(lines, x, hidden);
    this.#parts.footer.textContent = said;
    this.#parts.footer.title = hidden ? `${said}. ${OUTSIDE_NOTE}` : said;
    if (lines.length) this.#mount().show(x, y);
    else this.#dismantle();
    this.describe();
  }

  /** Charts behave otherwise from here on. */
  #rechoose() {
    if (this.#plot && choices().steps !== this.#plot.selects) this.#dismantle();
    this.#show();
    this.#selection.update();
  }

  /** The lines to draw and the ranges to show them in. */
  #view() {
    const { lines: all } = this.#overview;
    const detailed = this.#detail && contains(this.#detail.range, this.zoomedX);
    return viewOf(detailed ? this.#detail.lines : all, all, this.#zoom, this.#scales, choices().outliers);
  }

  /** Times of day have no logarithm. */
  get #scales() {
    const { x, y } = this.#element.scales;
    return this.xAxis === "wall" ? { x: SCALES.linear, y } : { x, y };
  }

  #lines(body) {
    return linesOf(body, this.#element.weight, this.#scales);
  }

  #each(change) {
    for (const data of [this.#overview, this.#detail]) data?.lines.forEach(change);
  }

  #mount() {
    const { xAxis } = this;
    const scales = this.#scales;
    if (this.#plot?.isFor(xAxis, scales)) return this.#plot;
    this.#dismantle();
    this.#theme ??= themeOf(this.#element);
    this.#plot = new Plot(this.#parts.plot, { xAxis, scales, size: this.#size }, () => this.#theme, {
      draw: (ctx, frame) => {
        const { lines } = this.#shown;
        paintLines(ctx, frame, lines, this.#theme);
        if (lines.length <= FEW) paintRestarts(ctx, frame, lines, this.#theme);
        if (this.#plot?.cursor) this.#point();
        this.#selection.place();
      },
      cursor: () => this.#point(),
      select: (part) => this.#look(part),
      reset: () => this.zoom(null),
    });
    this.#hover = new Hover(this.#plot, this.#parts.plot);
    this.#gestures = new Gestures(this.#plot, scales, {
      look: (part) => this.#look(part),
      axis: (name) => this.#askLimits(name),
    });
    scrubByTouch(this.#plot);
    this.#plot.selects = choices().steps;
    if (xAxis === "step") this.#selection.mount(this.#plot, scales.x);
    return this.#plot;
  }

  #dismantle() {
    this.#selection.unmount();
    this.#gestures?.remove();
    this.#hover?.remove();
    this.#plot?.destroy();
    this.#plot = this.#hover = this.#gestures = null;
  }

  /** Shows drawn ranges; a side that is null stays as it was zoomed before. */
  #look({ x, y }) {
    const scales = this.#scales;
    this.zoom({
      x: x ? valueRange(x, scales.x) : (this.#zoom?.x ?? null),
      y: y ? valueRange(y, scales.y) : (this.#zoom?.y ?? null),
    });
  }

  /** Lets the ends of an axis be typed. */
  #askLimits(name) {
    const anchor = this.#plot.axes["xy".indexOf(name)];
    this.#limits.open(anchor, name, {
      xAxis: this.xAxis,
      now: this.#zoom?.[name] ?? null,
      shown: valueRange(this.#shown[name], this.#scales[name]),
      answer: (range) => this.zoom({ x: null, y: null, ...this.#zoom, [name]: range }),
    });
  }

  #point() {
    const { lines } = this.#shown;
    const smoothed = this.#element.weight > 0;
    const { cursor } = this.#plot ?? {};
    this.#linked.point(cursor ? this.#scales.x.from(this.#plot.placeAt("x", cursor)) : null);
    const look = { smoothed, xAxis: this.xAxis, xName: this.#element.xName };
    return this.#hover?.update({ lines, theme: this.#theme, ...look });
  }

  #keyTarget() {
    if (!this.#plot) return null;
    const say = () => {
      const points = this.#point();
      this.#parts.live.textContent = points ? this.#spoken(points[0]) : "";
      return points;
    };
    return {
      plot: this.#plot,
      point: say,
      gestures: this.#gestures,
      reset: () => this.zoom(null),
      freeze: () => this.#hover.freeze(),
      askLimits: (name) => this.#askLimits(name),
      select: () => this.#selection.take(this.#plot.cursor ? this.#point()?.[0] : null),
      unselect: () => this.#selection.clear(),
    };
  }

  #spoken(point) {
    return spoken(point, this.xAxis, haveSeveralTags(this.#shown.lines));
  }

  #resize({ width, height }) {
    this.#size = width && height ? { width: Math.round(width), height: Math.round(height) } : null;
    if (!this.#plot || !this.#size) return;
    this.#plot.resize(this.#size.width, this.#size.height);
    this.#on.resize();
  }

  #retheme() {
    this.#theme = themeOf(this.#element);
    this.#plot?.redraw();
  }
}
