// The table beside the pointer: the nearest points, nearest first. It lies in the top layer, so nothing
// clips it, and stays within the viewport.

import {
  elide,
  formatColumn,
  formatCount,
  formatDuration,
  formatStep,
  formatValue,
  formatWall,
} from "../../lib/format.js";
import { colorOf } from "./paint.js";
import { made } from "./parts.js";

const MOST_ROWS = 8;
const NAME = 36;
const NARROW = 480; // pixels of viewport
const NARROW_NAME = 16;
const AWAY = 14; // pixels from the pointer
const EDGE = 8;

export class Tooltip {
  #box = null;
  #host;

  constructor(host) {
    this.#host = host;
  }

  /** Shows the first of these points beside a place in the viewport. */
  show(points, { x, y }, { smoothed, xAxis, theme }) {
    this.#box ??= this.#host.appendChild(made("div", "chart-tooltip", { popover: "manual" }));
    this.#box.replaceChildren(...content(points, smoothed, xAxis, theme));
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
    const beside = right || x - AWAY - width >= EDGE;
    const left = right ? x + AWAY : x - AWAY - width;
    const top = beside ? y + AWAY : y - 2 * AWAY - height;
    this.#box.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - width - EDGE))}px`;
    this.#box.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - height - EDGE))}px`;
  }
}

/** What a point is, for a reader who cannot see it. */
export function spoken({ line, i }, xAxis) {
  const time = timeOf(line, i, xAxis);
  return `${line.run}: ${formatValue(line.shown[i])} at step ${formatStep(line.series.step[i])}, ${time}`;
}

function content(points, smoothed, xAxis, theme) {
  const shown = points.slice(0, MOST_ROWS);
  const columns = columnsOf(shown, smoothed, xAxis);
  const table = made("table");
  table.createTHead().append(row("th", ["", ...columns.map(([title]) => title)]));
  const body = table.createTBody();
  shown.forEach(({ line, distant }, at) => {
    const tr = body.appendChild(row("td", ["", ...columns.map(([, texts]) => texts[at])]));
    tr.cells[0].append(swatch(colorOf(line, theme)));
    tr.classList.toggle("nearest", at === 0);
    tr.classList.toggle("distant", distant);
  });
  const more = points.length - MOST_ROWS;
  if (more <= 0) return [table];
  return [table, made("p", "chart-tooltip-more", {}, `and ${formatCount(more)} more`)];
}

/** Titles, and a text for each point. */
function columnsOf(points, smoothed, xAxis) {
  const length = document.documentElement.clientWidth < NARROW ? NARROW_NAME : NAME;
  return [
    ["Run", points.map(({ line }) => elide(line.run, length))],
    ...(smoothed ? [["Smoothed", formatColumn(points.map(({ line, i }) => line.shown[i]))]] : []),
    ["Value", formatColumn(points.map(({ line, i }) => line.series.value[i]))],
    ["Step", points.map(({ line, i }) => formatStep(line.series.step[i]))],
    [xAxis === "wall" ? "Time" : "Relative", points.map(({ line, i }) => timeOf(line, i, xAxis))],
  ];
}

function swatch(color) {
  const mark = made("i", "chart-swatch");
  mark.style.background = color;
  return mark;
}

function row(kind, texts) {
  const tr = made("tr");
  tr.append(...texts.map((text) => made(kind, "", {}, text)));
  return tr;
}

function timeOf({ series }, i, xAxis) {
  if (xAxis === "wall") return formatWall(series.time[i]);
  return formatDuration(series.time[i] - (series.origin ?? series.time[0]));
}
