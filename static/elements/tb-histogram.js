// <tb-histogram>: the histograms of one tag of one run over its steps (see slices/element.js), besides with
//
//   mode   offset (behind one another), overlay (over one another) or heat (a map); without it: as is chosen for
//          all such cards of this browser
//   bins   into how many the counts go

import { choose, onChoice } from "../lib/choices.js";
import { Heat } from "./histogram/heat.js";
import { Ridges } from "./histogram/ridges.js";
import { histogramAsks, modeOf } from "./slices/address.js";
import { SliceElement } from "./slices/element.js";

export class Histogram extends SliceElement {
  #end = () => {};
  #mode = "";
  #onClick = ({ target }) => {
    const mode = target.closest?.("[data-mode]")?.dataset.mode;
    if (mode) choose("histogram", mode);
  };

  connectedCallback() {
    super.connectedCallback();
    const card = this.closest("article"); // has a menu where no page says how histograms are drawn
    card?.addEventListener("click", this.#onClick);
    this.#mode = this.mode;
    const end = onChoice(() => {
      if (this.mode !== this.#mode) this.invalidate();
      this.#mode = this.mode;
    });
    this.#end = () => {
      card?.removeEventListener("click", this.#onClick);
      end();
    };
  }

  disconnectedCallback() {
    this.#end();
    super.disconnectedCallback();
  }

  get what() {
    return "histograms";
  }

  get mode() {
    return modeOf(this);
  }

  get asks() {
    return histogramAsks(this);
  }

  viewOf(slices) {
    return this.mode === "heat" ? new Heat(slices) : new Ridges(slices, this.mode === "offset");
  }
}

customElements.define("tb-histogram", Histogram);
