// Where a picture of histograms is drawn: two canvases over one another, so that what follows the pointer needs
// no redrawing of the rest; the lines of text below; a note in their place. Tells of the pointer in CSS pixels.

import { made } from "../line-chart/parts.js";

const DRAG = 4; // pixels

export class Surface {
  #over;
  #base;
  #ending = new AbortController();
  #observer;
  #start = null;
  #size = null; // of the plot; null until the page is laid out with it: to ask would lay it out

  /** on: `retry()`, `resize()`, `point(place or null)`, `click(place)`, `drag(box or null)`, `select(box)`, `reset()` */
  constructor(element, on) {
    this.on = on;
    this.plot = made("div", "chart-plot slices-plot", { role: "img", tabindex: "0" });
    this.#base = made("canvas", "slices-canvas");
    this.#over = made("canvas", "slices-canvas slices-over");
    this.plot.append(this.#base, this.#over);
    this.note = made("div", "chart-note", { role: "alert" });
    this.message = made("span", "slices-message");
    this.retry = made("button", "chart-retry", { type: "button" }, "Retry");
    this.note.append(this.message, this.retry);
    this.note.hidden = true;
    this.footer = made("p", "chart-footer");
    this.live = made("output", "chart-spoken", { "aria-live": "polite" });
    this.table = made("div", "chart-spoken slices-table");
    element.replaceChildren(this.plot, this.note, this.footer, this.live, this.table);
    this.#observer = new ResizeObserver(([{ contentRect }]) => {
      this.#size = { width: Math.round(contentRect.width), height: Math.round(contentRect.height) };
      on.resize();
    });
    this.#observer.observe(this.plot);
    this.#listen();
  }

  get width() {
    return this.#size?.width ?? this.plot.clientWidth;
  }

  get height() {
    return this.#size?.height ?? this.plot.clientHeight;
  }

  /** Draws the picture anew: `draw(ctx)` in CSS pixels. */
  paint(draw) {
    this.#fresh(this.#base, draw);
  }

  /** Draws what lies over it anew. */
  paintOver(draw = () => {}) {
    this.#fresh(this.#over, draw);
  }

  /** A place on the surface as one in the viewport. */
  inViewport({ x, y }) {
    const box = this.plot.getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  }

  /** A sentence in place of the picture, with or without a button; with "" none. */
  say(sentence, canRetry = false) {
    this.note.hidden = !sentence;
    this.message.textContent = sentence;
    this.retry.hidden = !canRetry;
  }

  destroy() {
    this.#ending.abort();
    this.#observer.disconnect();
    for (const canvas of [this.#base, this.#over]) canvas.width = canvas.height = 0;
  }

  #fresh(canvas, draw) {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    draw(ctx);
  }

  #listen() {
    const { plot, on } = this;
    const { signal } = this.#ending;
    const heard = (name, listener) => plot.addEventListener(name, listener, { signal });
    heard("pointermove", (event) => this.#moved(event));
    heard("pointerleave", ({ pointerType }) => {
      if (!this.#start && pointerType !== "touch") on.point(null); // a finger that leaves has pointed
    });
    heard("pointerdown", (event) => this.#pressed(event));
    heard("pointerup", (event) => this.#released(event));
    heard("pointercancel", () => this.#cancelled());
    heard("dblclick", () => on.reset());
    heard("blur", () => on.point(null));
    this.retry.addEventListener("click", () => on.retry(), { signal });
  }

  #at({ clientX, clientY }) {
    const box = this.plot.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  #pressed(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.#start = this.#at(event);
    this.plot.setPointerCapture(event.pointerId);
  }

  #moved(event) {
    const place = this.#at(event);
    if (!this.#start) this.on.point(place);
    else if (isDrag(this.#start, place)) this.on.drag(boxOf(this.#start, place));
  }

  #released(event) {
    const [start, place] = [this.#start, this.#at(event)];
    this.#start = null;
    if (start && isDrag(start, place)) {
      this.on.drag(null);
      this.on.select(boxOf(start, place));
    } else if (event.button === 0) this.on.click(place);
  }

  #cancelled() {
    this.#start = null;
    this.on.drag(null);
    this.on.point(null);
  }
}

function isDrag(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y) >= DRAG;
}

function boxOf(a, b) {
  return {
    x0: Math.min(a.x, b.x),
    y0: Math.min(a.y, b.y),
    x1: Math.max(a.x, b.x),
    y1: Math.max(a.y, b.y),
  };
}
