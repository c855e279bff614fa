// The lower edge of the table below a chart: pulled with the pointer or moved by the arrow keys it lets the table be
// higher or less high, which this browser keeps for the card; a double click gives back the usual height.

import { keep, kept } from "../../lib/kept.js";
import { pull } from "../../lib/pull.js";
import { made } from "../line-chart/parts.js";

const KEY = "tb-step-heights";
const MOST = 100; // cards
const [MIN, MAX, STEP] = [48, 2000, 20]; // pixels
const PROPERTY = "--step-table-height";

/** The edge of a table, to stand below its pane. `name`: what its height is kept under. */
export function edgeOf(table, name) {
  const edge = made("div", "step-table-edge", {
    role: "separator",
    tabindex: "0",
    "aria-orientation": "horizontal",
    "aria-label": "Height of this table",
    title: "Drag to resize, double click for the usual size",
  });
  const set = (height) => {
    show(table, height);
    keepHeight(name, height);
  };
  edge.addEventListener("pointerdown", (event) => pullHeight(event, table, set));
  edge.addEventListener("dblclick", () => set(null));
  edge.addEventListener("keydown", (event) => {
    const by = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    set(within(paneOf(table).offsetHeight + by));
  });
  show(table, heights()[name]);
  return edge;
}

function pullHeight(event, table, set) {
  const { top } = paneOf(table).getBoundingClientRect();
  let height = null;
  const move = ({ clientY }) => {
    height = within(clientY - top);
    show(table, height);
  };
  pull(event, move, () => set(height));
}

function show(table, height) {
  if (height) table.style.setProperty(PROPERTY, `${height}px`);
  else table.style.removeProperty(PROPERTY);
}

function paneOf(table) {
  return table.querySelector(".step-table-scroll");
}

function within(height) {
  return Math.round(Math.min(Math.max(height, MIN), MAX));
}

function heights() {
  try {
    const found = Object.entries(JSON.parse(kept(KEY) ?? "{}"));
    return Object.fromEntries(found.filter(([, height]) => Number.isFinite(height)));
  } catch {
    return {};
  }
}

function keepHeight(name, height) {
  const { [name]: _, ...rest } = heights();
  const all = [...Object.entries(rest), ...(height ? [[name, height]] : [])];
  keep(KEY, JSON.stringify(Object.fromEntries(all.slice(-MOST))));
}
