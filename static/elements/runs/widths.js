// How wide the columns of the list of runs are: the left edge of a heading is pulled, moved by arrow keys, and gives
// the usual width back on a double click or Enter. Widths are rules in a sheet of their own, so that swaps of the
// list's HTML keep them.

import { pull } from "../../lib/pull.js";

const [MIN, MAX, STEP] = [48, 1000, 8]; // pixels
const BEFORE = 2; // columns: of names, and of colours
const EDGE = ".column-edge";
const KEYS = { ArrowLeft: STEP, ArrowRight: -STEP };

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

/** Shows the columns so wide, in their order; 0 for as wide as what stands in them. */
export function showWidths(widths) {
  const rules = widths.map((width, i) => {
    const cells = `.run-table .run-cell:nth-child(${i + 1 + BEFORE})`;
    const size = `max-width: ${width}px; min-width: ${width}px; width: ${width}px;`;
    return width ? `${cells} { ${size} --column-width: ${width}px; }` : "";
  });
  sheet.replaceSync(rules.join("\n"));
}

/** Listens on the list until the signal says stop. now(): the widths that are kept; keep(column, width or null). */
export function resizeColumns(host, signal, now, keep) {
  let asked = null; // what an edge was last moved to: presses come quicker than answers, which show what was before
  const show = (head, width) => {
    asked = { column: head.dataset.column, width };
    const heads = [...host.querySelectorAll("th[data-column]")];
    showWidths(heads.map((other, i) => (other === head ? width : now()[i] || 0)));
    tell(head);
  };
  const current = (head) => (asked?.column === head.dataset.column ? asked.width : widthOf(head));
  const keepUsual = (head) => {
    asked = null;
    keep(head.dataset.column, null);
  };
  const pulled = (event, head) => {
    const { right } = head.getBoundingClientRect();
    const move = ({ clientX }) => show(head, within(right - clientX));
    pull(event, move, () => keep(head.dataset.column, current(head)));
  };
  const pressed = (event, head) => {
    const by = KEYS[event.key];
    if (!by && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (by) show(head, within(current(head) + by));
    else keepUsual(head);
  };
  const listen = (type, hear) => {
    const listener = (event) => event.target.closest(EDGE) && hear(event, event.target.closest("th"));
    host.addEventListener(type, listener, { capture: true, signal });
  };
  listen("pointerdown", (event, head) => {
    event.stopPropagation(); // it is not the heading that is pulled
    pulled(event, head);
  });
  listen("dblclick", (_, head) => keepUsual(head));
  listen("focusin", (_, head) => tell(head));
  listen("focusout", () => {
    asked = null;
  });
  listen("keydown", pressed);
  listen("keyup", ({ key }, head) => KEYS[key] && keep(head.dataset.column, current(head)));
}

function tell(head) {
  head.querySelector(EDGE).setAttribute("aria-valuenow", String(widthOf(head)));
}

function widthOf(head) {
  return Math.round(head.getBoundingClientRect().width);
}

function within(width) {
  return Math.round(Math.min(Math.max(width, MIN), MAX));
}
