// Moving within a chart: pan with shift, alt or the middle button, zoom with alt and the wheel or by a drag
// along an axis, two fingers. (A plain drag selects a box; uPlot does that.) Tells the view that is wanted,
// once a frame; what to draw is the chart's business.

import { isUsable, moved, ordered, pulled, zoomed } from "../../lib/ranges.js";
import { made } from "./parts.js";

const SPEED = 0.01; // a factor of e for a hundred pixels of wheel
const LINE = 16; // pixels, where a wheel counts lines
const CLICK = 4; // pixels: what moves less is a click
const SPREAD = 40; // pixels: fingers nearer than this along an axis do not zoom it
const HINT = 3000;
const AXES = ["x", "y"];

/** Listens on a plot until `remove`. on: `look({x, y})` with drawn ranges, null for a side left as it is; `axis(name)`. */
export class Gestures {
  #plot;
  #scales;
  #on;
  #ending = new AbortController();
  #wanted = null; // the view asked for in this frame
  #hint = made("div", "chart-hint", { "aria-hidden": "true" }, "Alt + scroll to zoom");
  #hinting = 0;
  #moved = false; // by hand since the page scrolled: else the hint would flash on every chart passed

  constructor(plot, scales, on) {
    this.#plot = plot;
    this.#scales = scales;
    this.#on = on;
    const { over, axes } = plot;
    const signal = this.#ending.signal;
    over.append(this.#hint);
    over.parentElement.addEventListener("mousedown", (event) => this.#grab(event), { capture: true, signal });
    over.addEventListener("mousemove", (event) => this.#movedOver(event), { signal });
    over.addEventListener("wheel", (event) => this.#wheel(event, AXES), { passive: false, signal });
    over.addEventListener("touchstart", (event) => this.#pinch(event), { signal });
    AXES.forEach((name, at) => {
      axes[at].addEventListener("wheel", (event) => this.#wheel(event, [name]), { passive: false, signal });
      axes[at].addEventListener("pointerdown", (event) => this.#pull(event, name), { signal });
    });
  }

  remove() {
    clearTimeout(this.#hinting);
    this.#ending.abort();
    this.#hint.remove();
  }

  /** What was wanted in this frame is no longer. */
  forget() {
    this.#wanted = null;
  }

  /** Zooms around the cursor, or the middle where there is none. */
  zoomBy(factor) {
    const { left, top } = this.#plot.cursor ?? this.#plot.middle;
    this.#zoom(AXES, factor, left, top);
  }

  /** Moves the view by parts of its size. */
  panBy(across, up) {
    const { x, y } = this.#view;
    this.#want({ x: moved(x, across), y: up ? moved(y, up) : null });
  }

  get #view() {
    return { ...this.#plot.view, ...this.#wanted };
  }

  #want(part) {
    const sides = AXES.filter((name) => part[name] && isUsable(part[name], this.#scales[name]));
    if (!sides.length) return;
    if (!this.#wanted) requestAnimationFrame(() => this.#tell());
    this.#wanted = { ...this.#wanted, ...Object.fromEntries(sides.map((name) => [name, part[name]])) };
  }

  #tell() {
    const { x = null, y = null } = this.#wanted ?? {};
    this.#wanted = null;
    if ((x || y) && !this.#ending.signal.aborted) this.#on.look({ x, y });
  }

  #wheel(event, axes) {
    if (event.ctrlKey || event.shiftKey || event.metaKey) return;
    if (!event.altKey) {
      this.#remind();
      return;
    }
    event.preventDefault();
    const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === 0 ? 1 : LINE);
    const { left, top } = this.#plot.over.getBoundingClientRect();
    this.#zoom(axes, Math.exp(pixels * SPEED), event.clientX - left, event.clientY - top);
  }

  #zoom(axes, factor, left, top) {
    const view = this.#view;
    const at = this.#plot.partsAt(left, top);
    const around = (name) => view[name][0] + at[name] * (view[name][1] - view[name][0]);
    this.#want(Object.fromEntries(axes.map((name) => [name, zoomed(view[name], around(name), factor)])));
  }

  #movedOver({ movementX, movementY }) {
    if (movementX || movementY) this.#moved = true;
  }

  #remind() {
    if (!this.#moved) return;
    this.#moved = false;
    this.#hint.classList.add("shown");
    clearTimeout(this.#hinting);
    this.#hinting = setTimeout(() => this.#hint.classList.remove("shown"), HINT);
  }

  /** Before uPlot sees it and begins a selection. */
  #grab(event) {
    const pans = event.button === 1 || (event.button === 0 && (event.shiftKey || event.altKey));
    if (!pans || !this.#plot.over.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    const { x, y } = this.#view;
    this.#plot.over.classList.add("panning");
    this.#follow("mousemove", "mouseup", event, (across, down) => {
      const { width, height } = this.#plot.size;
      this.#want({ x: moved(x, -across / width), y: moved(y, down / height) });
    });
  }

  /** A part of an axis, marked over the whole plot while it is pulled; a click is not one. */
  #pull(event, name) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const start = this.#inPlot(event);
    let end = null;
    const follow = (across, down) => {
      end = { left: start.left + across, top: start.top + down };
      this.#plot.mark(name, start, end);
    };
    this.#follow("pointermove", "pointerup", event, follow, () => {
      this.#plot.mark(null);
      if (!end)
        setTimeout(() => this.#on.axis(name)); // what opens now would be closed as clicked outside of
      else this.#want({ [name]: ordered(this.#plot.placeAt(name, start), this.#plot.placeAt(name, end)) });
    });
  }

  /** Calls back with how far the pointer is from where it began, once it is no click; and at the end. */
  #follow(move, up, { clientX, clientY }, changed, done = () => {}) {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#ending.signal]);
    let isClick = true;
    this.#plot.busy = true;
    const onMove = (event) => {
      const [across, down] = [event.clientX - clientX, event.clientY - clientY];
      isClick &&= Math.hypot(across, down) < CLICK;
      if (!isClick) changed(across, down);
    };
    const onUp = () => {
      over.abort();
      this.#plot.busy = false;
      this.#plot.over.classList.remove("panning");
      done();
    };
    document.addEventListener(move, onMove, { signal });
    for (const end of [up, "pointercancel"]) document.addEventListener(end, onUp, { signal });
  }

  /** Two fingers hold on to the places where they touched. */
  #pinch({ touches }) {
    if (touches.length !== 2) return;
    const { over } = this.#plot;
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.#ending.signal]);
    const view = this.#view;
    const began = [...touches].map((touch) => this.#inPlot(touch));
    this.#plot.busy = true;
    this.#plot.hideCursor();
    const onMove = (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      this.#want(
        this.#held(
          view,
          began,
          [...event.touches].map((touch) => this.#inPlot(touch)),
        ),
      );
    };
    const onEnd = () => {
      ending.abort();
      this.#plot.busy = false;
    };
    over.addEventListener("touchmove", onMove, { passive: false, signal });
    for (const end of ["touchend", "touchcancel"]) over.addEventListener(end, onEnd, { signal });
  }

  #held(view, before, now) {
    const { width, height } = this.#plot.size;
    const held = (range, size, key, sign) => {
      let [was, is] = [before, now].map((places) => places.map((place) => place[key]));
      if (Math.abs(was[0] - was[1]) < SPREAD)
        [was, is] = [was, is].map(([a, b]) => [(a + b) / 2, (a + b) / 2 + 1]);
      const place = (pixel) => (sign > 0 ? pixel : size - pixel);
      const at = (pixel) => range[0] + (place(pixel) / size) * (range[1] - range[0]);
      return pulled(range, was.map(at), is.map(at));
    };
    return { x: held(view.x, width, "left", 1), y: held(view.y, height, "top", -1) };
  }

  #inPlot({ clientX, clientY }) {
    const { left, top } = this.#plot.over.getBoundingClientRect();
    return { left: clientX - left, top: clientY - top };
  }
}
