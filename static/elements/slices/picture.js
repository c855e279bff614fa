// One picture of histograms in its element: holds the body, the zoom and what is under the pointer, and draws
// with a view (see histogram/ridges.js). Fetches nothing; the element tells it of data and attributes.

import * as copies from "../../lib/copies.js";
import { choose, join, pick } from "../../lib/linked-step.js";
import { onThemeChange, themeOf } from "../../lib/theme.js";
import { Frame, paintAxes } from "./frame.js";
import { keyed } from "./keys.js";
import { Slices } from "./slices.js";
import { Surface } from "./surface.js";
import { tableOf } from "./table.js";
import { Tip } from "./tip.js";
import { footnote, problemsOf, summary, whyEmpty } from "./words.js";

export class Picture {
  #element;
  #on;
  #surface;
  #tip;
  #body = null;
  #slices = null;
  #view = null;
  #frame = null;
  #why = ""; // there is nothing to see
  #at = null; // { i, bin } under the pointer
  #selection = null;
  #zoom = null; // { x, values }: ranges, each may be null
  #copy; // among copies of the card
  #leave = () => {};
  #theme = null;
  #idle = 0; // the table of numbers can wait
  #cleanups;

  /** on: `viewOf(slices)`, `retry()`, `zoom()`, `choose()` (another selection), `resize()`; what: "histograms" */
  constructor(element, what, on) {
    this.#element = element;
    this.#on = { ...on, what };
    this.#surface = new Surface(element, {
      retry: () => on.retry(),
      resize: () => this.#resized(),
      point: (place) => this.#point(place),
      click: (place) => this.#click(place),
      drag: (box) => this.#drag(box),
      select: (box) => this.#select(box),
      reset: () => this.zoom(null),
    });
    this.#tip = new Tip(element);
    const onKey = keyed(this);
    this.#surface.plot.addEventListener("keydown", onKey);
    this.#copy = this.#asCopy();
    this.#zoom = this.#inThisAxis(copies.lookOf(this.#copy.subject));
    this.#cleanups = [onThemeChange(() => this.#retheme()), copies.join(this.#copy)];
  }

  /** `{x, values}`: the ranges that are zoomed to, each may be null; or null. */
  get part() {
    return this.#zoom;
  }

  /** The step that must be among those drawn, because it alone is selected; or null. */
  get wanted() {
    if (!this.#selection || this.#selection.end !== null) return null;
    const { start } = this.#selection;
    const drawn = this.#slices?.step ?? [];
    const isExtra = this.#body?.at === start;
    return isExtra || !drawn.includes(start) ? start : null;
  }

  busy() {
    this.#element.setAttribute("aria-busy", "true");
  }

  show(body) {
    const isFirst = !this.#body;
    this.#body = body;
    this.#slices = new Slices(body);
    this.#why = whyEmpty(body);
    this.#at = null;
    this.#element.removeAttribute("aria-busy");
    this.#surface.plot.classList.add("ready");
    this.restyle();
    this.#describe();
    if (isFirst) this.#join();
  }

  fail(error) {
    this.#element.removeAttribute("aria-busy");
    this.#surface.say(`Could not load: ${error.message}`, true);
  }

  /** Draws with another view. */
  restyle() {
    if (!this.#body) return;
    this.#view = this.#on.viewOf(this.#slices);
    this.draw();
  }

  /** Shows a part, or with null everything. */
  zoom(part) {
    if (!part && !this.#zoom) return;
    this.#lookAt(part);
    copies.looked(this.#copy, part && { xAxis: this.#element.xAxis, part });
  }

  /** Everything is on another axis. */
  forgetX() {
    if (this.#zoom) this.#zoom = this.#zoom.values ? { x: null, values: this.#zoom.values } : null;
  }

  draw() {
    const { width, height } = this.#surface;
    if (!this.#view || !width || !height) return;
    this.#theme ??= themeOf(this.#element);
    this.#frame = new Frame(width, height, this.#view.axes(height));
    this.#surface.paint((ctx) => {
      if (!this.#slices.length || this.#why) return;
      paintAxes(ctx, this.#frame, this.#theme);
      this.#view.paint(ctx, this.#frame, this.#look);
    });
    this.#mark();
  }

  /** Moves what is marked by keys; from nothing to the newest. */
  move(right, down) {
    if (!this.#slices?.length) return;
    const start = { i: this.#slices.length - 1, bin: this.#view.middle };
    this.#at = this.#at ? this.#view.moved(this.#at, right, down) : start;
    this.#mark();
    this.#tell(this.#surface.inViewport(this.#view.placeOf(this.#frame, this.#at)));
    const said = this.#view.told(this.#at).filter((row) => row[2] !== false);
    this.#surface.live.textContent = said.map(([name, value]) => `${name} ${value}`).join(", ");
  }

  /** Selects the step that is marked; no longer, if it alone is selected. */
  pick() {
    if (!this.#at) return;
    const step = this.#slices.step[this.#at.i];
    const { start, end } = this.#selection ?? {};
    if (start === step && end === null) choose(this.#element.subject, null);
    else pick(this.#element.subject, step);
  }

  /** Lets go of what is marked; where nothing is, of the step that is selected. */
  clear() {
    if (this.#at) this.#point(null);
    else choose(this.#element.subject, null);
  }

  destroy() {
    this.#leave();
    cancelIdleCallback(this.#idle);
    for (const cleanup of this.#cleanups) cleanup();
    this.#tip.remove();
    this.#surface.destroy();
  }

  get #look() {
    const color = this.#body.color[this.#theme.dark ? 1 : 0];
    return { theme: this.#theme, color, selection: this.#selection };
  }

  #lookAt(part) {
    this.#zoom = part;
    this.#point(null);
    this.#on.zoom();
  }

  #asCopy() {
    const element = this.#element;
    return {
      get subject() {
        return `${element.localName} ${element.subject}`;
      },
      look: (view) => {
        if (!view || view.xAxis === element.xAxis) this.#lookAt(view?.part ?? null);
      },
    };
  }

  /** Ranges say nothing on another axis. */
  #inThisAxis(view) {
    return view?.xAxis === this.#element.xAxis ? view.part : null;
  }

  #join() {
    this.#leave = join({
      subject: this.#element.subject,
      steps: () => this.#body?.extent ?? null,
      onStep: (selection) => {
        this.#selection = selection;
        this.draw();
        this.#on.choose();
      },
    });
  }

  #describe() {
    const { plot, footer, table } = this.#surface;
    const { label } = this.#element;
    plot.setAttribute("aria-label", summary(label, this.#on.what, this.#body, this.#slices));
    footer.textContent = footnote(this.#body);
    footer.title = problemsOf(this.#body);
    cancelIdleCallback(this.#idle);
    this.#idle = requestIdleCallback(() =>
      table.replaceChildren(tableOf(this.#body, this.#slices, `${label} of ${this.#body.run}`)),
    );
    this.#surface.say(this.#slices.length ? this.#why : this.#nothing());
  }

  #nothing() {
    if (this.#body.problems.length)
      return problemsOf({ problems: this.#body.problems.slice(0, 1), notes: [] });
    return this.#zoom ? "No steps here. A double click shows all." : "There are no steps to show.";
  }

  #point(place) {
    if (!this.#view || !this.#frame || this.#why) return;
    const at = place && this.#frame.has(place) ? this.#view.nearest(this.#frame, place) : null;
    this.#at = at;
    this.#mark();
    if (at) this.#tell(this.#surface.inViewport(place));
    else this.#tip.hide();
  }

  #tell(place) {
    this.#tip.show(this.#view.told(this.#at), place);
  }

  #mark() {
    const at = this.#at;
    this.#surface.paintOver((ctx) => at && this.#view.mark(ctx, this.#frame, this.#look, at));
  }

  #click(place) {
    this.#point(place);
    this.pick();
  }

  #drag(box) {
    this.#tip.hide();
    this.#surface.paintOver((ctx) => box && paintBox(ctx, this.#theme, clipped(box, this.#frame)));
  }

  #select(box) {
    if (!this.#frame) return;
    const { x, values } = this.#view.part(this.#frame, clipped(box, this.#frame));
    if (x || values)
      this.zoom({ x: x ?? this.#zoom?.x ?? null, values: values ?? this.#zoom?.values ?? null });
  }

  #resized() {
    this.draw();
    this.#on.resize();
  }

  #retheme() {
    this.#theme = null;
    this.draw();
  }
}

function clipped({ x0, y0, x1, y1 }, frame) {
  return {
    x0: Math.max(x0, frame.left),
    y0: Math.max(y0, frame.top),
    x1: Math.min(x1, frame.right),
    y1: Math.min(y1, frame.base),
  };
}

function paintBox(ctx, theme, { x0, y0, x1, y1 }) {
  ctx.globalAlpha = 0.12;
  ctx.fillStyle = theme.ink;
  ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
  ctx.globalAlpha = 0.6;
  ctx.strokeStyle = theme.ink;
  ctx.strokeRect(x0 + 0.5, y0 + 0.5, x1 - x0 - 1, y1 - y0 - 1);
  ctx.globalAlpha = 1;
}
