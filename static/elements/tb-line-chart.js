// <tb-line-chart>: the curves of one card. Reads its attributes, fetches one binary body when near the
// viewport, draws it, and frees everything when it leaves the page.
//
//   src         where the body comes from: its `tag`s (and its `run`, where it is one); the rest is added
//   version     names the data; when it changes the data is fetched again, the old stays drawn until then
//   smoothing   weight 0..1                                      label   the tag, spoken
//   x-axis      step, relative-step, relative, wall or metric (the `xTag` of src)
//   x-scale     linear, log10 or symlog (no times of day)                 y-scale   the same
//   symlog-threshold   up to where a symlog axis is about linear
//   partition   a new line wherever x goes back
//   zoomed      set by the element while it shows a part
//
// reset() shows everything again.

import { whileNear } from "../lib/near.js";
import { SCALES, symlog } from "../lib/scale.js";
import { together } from "../lib/together.js";
import { decode } from "../lib/wire.js";
import { curvesUrl, pixelsOf, scaleOf, thresholdOf, weightOf, xAxisOf } from "./line-chart/address.js";
import { Chart } from "./line-chart/chart.js";
import { Latest } from "./line-chart/latest.js";

const DEBOUNCE = 150;

export class LineChart extends HTMLElement {
  static observedAttributes = [
    "src",
    "version",
    "smoothing",
    "x-axis",
    "x-scale",
    "y-scale",
    "symlog-threshold",
    "partition",
    "label",
    "zoomed",
  ];

  #chart = null;
  #near = false;
  #stale = true;
  #soon = together(() => this.#refreshIfStale());
  #timer = 0;
  #detailTimer = 0;
  #asked = 0; // pixels that the data was asked for
  #overview = new Latest();
  #detail = new Latest();
  #cleanups = [];

  connectedCallback() {
    this.#stale = true;
    this.#cleanups = [
      whileNear(this, (near) => {
        this.#near = near;
        if (near) this.#chart ??= this.#made(); // what nobody sees costs nothing
        if (near && this.#stale) this.#invalidate(); // after all are made: to ask how wide one is lays out the page
        if (near) this.#chart.wake();
      }),
    ];
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    clearTimeout(this.#detailTimer);
    this.#overview.cancel();
    this.#detail.cancel();
    for (const cleanup of this.#cleanups) cleanup();
    this.#chart?.destroy();
    this.#chart = null;
    this.#near = false;
    this.toggleAttribute("zoomed", false);
  }

  /** Moved within the page in one go: nothing to free, nothing to fetch. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#chart) return;
    if (name === "zoomed")
      this.#mark(); // a swap of the page's HTML takes it away
    else if (name === "label") this.#chart.describe();
    else if (name === "smoothing") this.#smooth();
    else if (name.endsWith("-scale") || name === "symlog-threshold") this.#rescale();
    else this.#invalidate();
  }

  get weight() {
    return weightOf(this);
  }

  get xAxis() {
    return xAxisOf(this);
  }

  /** Up to where a symlog axis is about linear. */
  get threshold() {
    return thresholdOf(this);
  }

  get scales() {
    const named = { ...SCALES, symlog: symlog(this.threshold) };
    return { x: named[scaleOf(this, "x")], y: named[scaleOf(this, "y")] };
  }

  get label() {
    return this.getAttribute("label") ?? "";
  }

  /** Which metric is x, where a metric is. */
  get xName() {
    return new URL(this.getAttribute("src"), document.baseURI).searchParams.get("xTag") ?? undefined;
  }

  /** What names the card: its tags, and its run where it is of one alone. */
  get subject() {
    const { searchParams } = new URL(this.getAttribute("src"), document.baseURI);
    return JSON.stringify([searchParams.getAll("tag"), searchParams.getAll("run")]);
  }

  /** `{x, y}`: the ranges of values that are zoomed to, each may be null; or null. */
  get part() {
    return this.#chart?.part ?? null;
  }

  /** Whether it is in the window or near it. */
  get isNear() {
    return this.#near;
  }

  /** Where the table of a selection of steps is: beside the curves, asked for alike. */
  tableUrl({ start, end }) {
    const curves = new URL(this.getAttribute("src"), document.baseURI);
    const url = new URL(`table${curves.search}`, curves);
    const asked = { smoothing: this.weight, step: start };
    if (this.hasAttribute("partition")) asked.partition = 1;
    if (end !== null) asked.to = end;
    for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, String(value));
    return url.pathname + url.search;
  }

  /** Shows everything again. */
  reset() {
    this.#chart?.zoom(null);
  }

  #made() {
    return new Chart(this, {
      zoom: () => this.#zoomed(),
      retry: () => this.#refresh(),
      resize: () => this.#resized(),
    });
  }

  /** Several attributes may change at once: one fetch for all of them. */
  #invalidate() {
    this.#stale = true;
    this.#soon();
  }

  #refreshIfStale() {
    if (this.#stale && this.#near && this.#chart) this.#refresh();
  }

  /** What is whole is smoothed here at once; what is reduced comes smoothed from the server. */
  #smooth() {
    this.#chart.smooth();
    if (!this.#chart.isWhole) this.#refreshSoon();
  }

  /** What is reduced was reduced for other pixels. */
  #rescale() {
    this.#chart.rescale();
    if (!this.#chart.isWhole) this.#invalidate();
  }

  #refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#invalidate(), DEBOUNCE);
  }

  async #refresh() {
    if (!this.hasAttribute("src")) return;
    this.#stale = false;
    const xAxis = this.xAxis;
    this.#chart.busy();
    const detail = this.#chart.zoomedX && this.#chart.xAxis === xAxis && !this.#chart.isWhole;
    await this.#overview.get(this.#url(), {
      done: (buffer) => this.#chart.setOverview(decode(buffer)),
      failed: (error) => this.#chart.fail(error),
    });
    if (detail) this.#fetchDetail();
  }

  #zoomed() {
    this.#mark();
    this.#detail.cancel();
    clearTimeout(this.#detailTimer);
    if (!this.#chart.zoomedX || this.#chart.isWhole || this.#chart.isDetailed) return;
    if (!this.#near) {
      this.#stale = true; // linked to one that is: asked for when it comes near
      return;
    }
    this.#detailTimer = setTimeout(() => this.#fetchDetail(), DEBOUNCE); // a gesture goes on
  }

  #fetchDetail() {
    const range = this.#chart?.zoomedX;
    if (!range) return;
    this.#detail.get(this.#url(range), {
      done: (buffer) => this.#chart.setDetail(decode(buffer), range),
      failed: (error) => this.#chart.fail(error),
    });
  }

  #mark() {
    this.toggleAttribute("zoomed", Boolean(this.#chart?.isZoomed));
  }

  /** A plot that became much wider can show more of what was reduced. */
  #resized() {
    if (this.#chart.isWhole || !this.#asked || pixelsOf(this) <= this.#asked * 1.25) return;
    this.#refreshSoon();
  }

  #url(range = null) {
    this.#asked = pixelsOf(this);
    return curvesUrl(this, range);
  }
}

customElements.define("tb-line-chart", LineChart);
