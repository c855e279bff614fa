// <tb-time at="1700000000">Nov 14</tb-time>: a moment, told in this browser's zone. What the server wrote in its own
// stays as it is beneath, so that swaps find what they expect; and is shown until the page has time for this.
//
//   at      seconds since 1970
//   exact   to the second; else as short as it can be, and the title around it says all

import { formatMoment, formatStart } from "../lib/moment.js";

const MILLI = 1000;
const soon = globalThis.requestIdleCallback ?? setTimeout; // Safari has none
const waiting = new Set();

class TbTime extends HTMLElement {
  static observedAttributes = ["at"];

  attributeChangedCallback() {
    if (!waiting.size) soon(tellAll);
    waiting.add(this);
  }

  tell() {
    const at = Number(this.getAttribute("at"));
    const shown = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const isExact = this.hasAttribute("exact");
    shown.textContent = isExact ? formatMoment(at) : formatStart(at, Date.now() / MILLI);
    if (isExact) return;
    const cell = this.closest("[title]");
    if (cell) cell.title = formatMoment(at);
  }
}

function tellAll() {
  for (const each of waiting) each.tell();
  waiting.clear();
}

customElements.define("tb-time", TbTime);
