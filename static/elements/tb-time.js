// <tb-time at="1700000000">Nov 14</tb-time>: a moment, told in this browser's zone. What the server wrote in its own
// stays as it is beneath, so that swaps find what they expect; and is shown until the page has time for this.
//
//   at      seconds since 1970
//   exact   to the second, as it would be typed
//   wall    to the second, as beside the pointer of a chart
//   minute  to the minute, without the year
//           else as short as it can be; then, and with `minute`, the title around it says all

import { formatWall } from "../lib/format.js";
import { formatMinute, formatMoment, formatStart } from "../lib/moment.js";

const MILLI = 1000;
const WHOLE = { exact: formatMoment, wall: formatWall };
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
    const whole = Object.keys(WHOLE).find((name) => this.hasAttribute(name));
    if (whole) {
      shown.textContent = WHOLE[whole](at);
      return;
    }
    shown.textContent = this.hasAttribute("minute") ? formatMinute(at) : formatStart(at, Date.now() / MILLI);
    const cell = this.closest("[title]");
    if (cell) cell.title = formatMoment(at);
  }
}

function tellAll() {
  for (const each of waiting) each.tell();
  waiting.clear();
}

customElements.define("tb-time", TbTime);
