// The table beside the pointer: the points at the cursor. It lies in the top layer, so nothing clips it, and
// stays within the viewport. Frozen, it keeps its place and can be selected and copied.

import { copy, tsv } from "../../lib/copy.js";
import { formatCount } from "../../lib/format.js";
import { arranged } from "../../lib/order.js";
import { haveSeveralTags } from "./lines.js";
import { colorOf } from "./paint.js";
import { made } from "./parts.js";
import { columnsOf, table } from "./rows.js";

const MOST_ROWS = 8;
const NARROW = 480; // pixels of viewport
const AWAY = 14; // pixels from the pointer
const EDGE = 8;
const SAID = 1500;
const SVG = "http://www.w3.org/2000/svg";
const STROKE = 26; // pixels

export class Tooltip {
  #box = null;
  #host;
  #at = [0, 0];
  #shown = null; // what the copy button copies

  constructor(host) {
    this.#host = host;
  }

  /** Shows points, the nearest first, beside a place in the viewport. */
  show(points, { x, y }, { smoothed, xAxis, xName, theme, sort, notes }) {
    this.#box ??= this.#host.appendChild(made("div", "chart-tooltip", { popover: "manual" }));
    const { all, shown } = arranged(points, sort, MOST_ROWS);
    this.#shown = { points: all, smoothed };
    this.#box.replaceChildren(...content(shown, points, { smoothed, xAxis, xName }, theme));
    this.#box.append(...notes.map((note) => made("p", "chart-tooltip-more", {}, note)));
    if (!this.#box.matches(":popover-open")) this.#box.showPopover();
    this.#at = [x, y];
    this.#place(x, y);
  }

  hide() {
    if (this.#box?.matches(":popover-open")) this.#box.hidePopover();
  }

  /** Lets its text be selected and copied, or no longer. */
  freeze(frozen) {
    this.#box?.classList.toggle("frozen", frozen);
    this.#box?.querySelector(".chart-tooltip-frozen")?.remove();
    if (!frozen || !this.#box) return;
    this.#box.append(this.#frozenFoot());
    this.#place(...this.#at);
  }

  contains(node) {
    return Boolean(this.#box?.contains(node));
  }

  remove() {
    this.#box?.remove();
    this.#box = null;
  }

  #frozenFoot() {
    const foot = made("p", "chart-tooltip-frozen");
    const { points, smoothed } = this.#shown;
    const count = `${formatCount(points.length)} ${points.length === 1 ? "row" : "rows"}`;
    const button = made("button", "", { type: "button" }, `Copy ${count}`);
    button.addEventListener("click", async () => {
      const done = await copy(tsv(table(points, smoothed)));
      button.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => {
        button.textContent = `Copy ${count}`;
      }, SAID);
    });
    foot.append(button, made("span", "", {}, "Esc to let go"));
    return foot;
  }

  /** Beside the pointer where there is room, else above it: there no finger covers it. */
  #place(x, y) {
    const { width, height } = this.#box.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const right = x + AWAY + width + EDGE <= clientWidth;
    const beside = right || x - AWAY - width >= EDGE;
    const left = right ? x + AWAY : x - AWAY - width;
    const top = beside ? y + AWAY : y - 2 * AWAY - height;
    this.#box.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - width - EDGE))}px`;
    this.#box.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - height - EDGE))}px`;
  }
}

function content(shown, points, look, theme) {
  const several = haveSeveralTags(points.map(({ line }) => line));
  const columns = columnsOf(shown, points, { ...look, several, isNarrow: isNarrow() });
  const rows = made("table");
  rows.createTHead().append(row("th", ["", ...columns.map(([title]) => title)]));
  const body = rows.createTBody();
  shown.forEach((point, at) => {
    const tr = body.appendChild(row("td", ["", ...columns.map(([, texts]) => texts[at])]));
    tr.cells[0].append(swatch(point.line, several, theme));
    tr.classList.toggle("nearest", point === points[0]);
    tr.classList.toggle("distant", point.distant);
  });
  const more = points.length - shown.length;
  return more ? [rows, made("p", "chart-tooltip-more", {}, `and ${formatCount(more)} more`)] : [rows];
}

/** The colour of a line; where tags are told apart by dashes, a piece of it. */
function swatch(line, several, theme) {
  const color = colorOf(line, theme);
  if (several) return stroke(color, line.dash);
  const mark = made("i", "chart-swatch");
  mark.style.background = color;
  return mark;
}

function stroke(color, dash) {
  const [svg, line] = ["svg", "line"].map((name) => document.createElementNS(SVG, name));
  const look = { x2: STROKE, y1: 5, y2: 5, stroke: color, "stroke-width": 1.5 };
  const dashes = { "stroke-dasharray": dash.map((length) => 1.5 * length).join(" ") };
  for (const [name, value] of Object.entries({ ...look, ...dashes })) line.setAttribute(name, value);
  svg.setAttribute("class", "chart-stroke");
  svg.append(line);
  return svg;
}

function isNarrow() {
  return document.documentElement.clientWidth < NARROW;
}

function row(kind, texts) {
  const tr = made("tr");
  tr.append(...texts.map((text) => made(kind, "", {}, text)));
  return tr;
}
