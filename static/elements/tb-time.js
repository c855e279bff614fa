// <tb-time at="1700000000">Nov 14</tb-time>: a moment, told in this browser's zone. What the server wrote in its own
// stays as it is beneath, so that swaps find what they expect.

import { formatMoment, formatStart } from "../lib/moment.js";

const MILLI = 1000;

class TbTime extends HTMLElement {
  static observedAttributes = ["at"];

  #shown = this.attachShadow({ mode: "open" });

  attributeChangedCallback() {
    const at = Number(this.getAttribute("at"));
    this.#shown.textContent = formatStart(at, Date.now() / MILLI);
    const cell = this.closest("[title]");
    if (cell) cell.title = formatMoment(at);
  }
}

customElements.define("tb-time", TbTime);
