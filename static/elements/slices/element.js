// What the elements that draw histograms over steps have in common: they read their attributes, fetch one binary
// body when near the viewport, draw it, and free everything when they leave the page.
//
//   src       where the body comes from; what of it is wanted is added
//   version   names the data; when it changes the data is fetched again, the old stays drawn until then
//   x-axis    step, relative or wall        label   the tag, spoken        run   the run, spoken
//   zoomed    set by the element while it shows a part
//
// reset() shows everything again; `shown` is what a picture of it on paper must know.

import { whileNear } from "../../lib/near.js";
import { unpacked } from "../../lib/packed.js";
import { together } from "../../lib/together.js";
import { Latest } from "../line-chart/latest.js";
import { slicesUrl, xAxisOf } from "./address.js";
import { Picture } from "./picture.js";

const PAUSE = 120; // milliseconds: a slider elsewhere moves the linked step

export class SliceElement extends HTMLElement {
  static observedAttributes = ["src", "version", "x-axis", "mode", "bins", "zoomed"];

  #picture = null;
  #near = false;
  #stale = true;
  #soon = together(() => this.#refreshIfStale());
  #timer = 0;
  #asked = ""; // the address that was asked last
  #body = new Latest();
  #cleanups = [];

  // What the elements say of themselves.
  /** What it shows, in a word. */
  get what() {
    return "";
  }

  /** Parameters of the body besides axis and zoom. */
  get asks() {
    return {};
  }

  /** What draws the steps. */
  viewOf(_slices) {
    throw new TypeError("an element says what draws it");
  }

  connectedCallback() {
    this.#stale = true;
    this.#cleanups = [
      whileNear(this, (near) => {
        this.#near = near;
        if (near) this.#make(); // what nobody sees costs nothing
        if (near && this.#stale) this.invalidate();
      }),
    ];
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#body.cancel();
    for (const cleanup of this.#cleanups) cleanup();
    this.#picture?.destroy();
    this.#picture = null;
    this.#near = false;
    this.#asked = "";
    this.toggleAttribute("zoomed", false);
  }

  /** Moved within the page in one go: nothing to free, nothing to fetch. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#picture) return;
    if (name === "zoomed")
      this.#mark(); // a swap of the page's HTML takes it away
    else {
      if (name === "x-axis") this.#picture.forgetX();
      this.invalidate();
    }
  }

  get xAxis() {
    return xAxisOf(this);
  }

  get label() {
    return this.getAttribute("label") ?? "";
  }

  /** By what its selected step is known to copies of it. */
  get subject() {
    return JSON.stringify([[this.label], [this.getAttribute("run") ?? ""]]);
  }

  /** What it shows now, as parameters. */
  get shown() {
    const { x, values } = this.#picture?.part ?? {};
    const given = { from: x?.[0], to: x?.[1], low: values?.[0], high: values?.[1] };

    const said = Object.entries({ xAxis: this.xAxis, ...this.asks, ...given });
    return Object.fromEntries(said.filter(([, value]) => value !== undefined && value !== null));
  }

  /** Shows everything again. */
  reset() {
    this.#picture?.zoom(null);
  }

  #make() {
    if (this.#picture) return;
    this.#picture = new Picture(this, this.what, {
      viewOf: (slices) => this.viewOf(slices),
      retry: () => this.#refresh(),
      zoom: () => this.#zoomed(),
      choose: () => this.#refreshSoon(),
      resize: () => this.#refreshSoon(),
    });
    this.#mark();
  }

  /** Other data, or other parameters of it: several changes at once are one question. */
  invalidate() {
    this.#stale = true;
    this.#soon();
  }

  #refreshIfStale() {
    if (this.#stale && this.#near && this.#picture) this.#refresh();
  }

  #refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#asked && this.#url() !== this.#asked) this.invalidate();
    }, PAUSE);
  }

  async #refresh() {
    if (!this.hasAttribute("src")) return;
    this.#stale = false;
    const url = this.#url();
    this.#asked = url;
    this.#picture.busy();
    await this.#body.get(url, {
      done: (buffer) => this.#picture.show(unpacked(buffer)),
      failed: (error) => this.#picture.fail(error),
    });
  }

  #zoomed() {
    this.#mark();
    this.invalidate();
  }

  #mark() {
    this.toggleAttribute("zoomed", Boolean(this.#picture?.part));
  }

  #url() {
    const at = this.#picture.wanted;
    return slicesUrl(this, { ...this.shown, ...(at === null ? {} : { at }) });
  }
}
