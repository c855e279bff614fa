// The table beside the pointer: names and values of one place. In the top layer, within the viewport.

import { made } from "../line-chart/parts.js";

const AWAY = 14; // pixels from the pointer
const EDGE = 8;

export class Tip {
  #host;
  #box = null;

  constructor(host) {
    this.#host = host;
  }

  /** rows: [name, value, whether it is the one that is meant]; at a place in the viewport. */
  show(rows, { x, y }) {
    this.#box ??= this.#host.appendChild(made("div", "chart-tooltip slices-tip", { popover: "manual" }));
    const table = made("table");
    for (const [name, value, isMeant] of rows) {
      const row = table.insertRow();
      row.append(made("th", "", { scope: "row" }, name), made("td", "", {}, value));
      row.classList.toggle("nearest", Boolean(isMeant));
    }
    this.#box.replaceChildren(table);
    if (!this.#box.matches(":popover-open")) this.#box.showPopover();
    this.#place(x, y);
  }

  hide() {
    if (this.#box?.matches(":popover-open")) this.#box.hidePopover();
  }

  remove() {
    this.#box?.remove();
    this.#box = null;
  }

  /** Beside the pointer where there is room, else above it: there no finger covers it. */
  #place(x, y) {
    const { width, height } = this.#box.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const right = x + AWAY + width + EDGE <= clientWidth;
    const left = right ? x + AWAY : x - AWAY - width;
    const top = right || left >= EDGE ? y + AWAY : y - 2 * AWAY - height;
    this.#box.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - width - EDGE))}px`;
    this.#box.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - height - EDGE))}px`;
  }
}
