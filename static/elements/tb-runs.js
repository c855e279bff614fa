// Hands for the list of runs: shift-click takes a range, a double click only this run, a box answers at once, and
// arrow keys walk from row to row and along a row; headings are pulled to other places, have menus, and edges that
// are pulled for their width. Forms of the page do the sending, so the list works without this file too.
//
//   widths   how wide the columns are that follow the names, in pixels; 0 for as wide as what stands in them

import { onHeadingMenu } from "../lib/heading-menu.js";
import { pullColumns } from "./runs/columns.js";
import { resizeColumns, showWidths } from "./runs/widths.js";

const BOX = ".run-check";
const HEADS = "thead :is(th[data-column], .run-cell-name)";
const WAYS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

class TbRuns extends HTMLElement {
  static observedAttributes = ["widths"];

  #anchor = null;
  #onClick = (event) => this.#clicked(event);
  #onKey = (event) => this.#pressed(event);
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    this.addEventListener("click", this.#onClick);
    this.addEventListener("keydown", this.#onKey);
    const { signal } = this.#gone;
    resizeColumns(
      this,
      signal,
      () => this.#widths,
      (column, width) => this.#send("runs-width", { column, width: width ?? "" }),
    );
    onHeadingMenu(this, HEADS, signal, menuOf);
    pullColumns(this, signal, (column, to) => this.#send("runs-move", { column, to }));
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.removeEventListener("click", this.#onClick);
    this.removeEventListener("keydown", this.#onKey);
  }

  attributeChangedCallback() {
    showWidths(this.#widths);
  }

  get #widths() {
    return (this.getAttribute("widths") ?? "").split(",").map(Number);
  }

  #send(id, said) {
    const form = document.getElementById(id);
    for (const [name, value] of Object.entries(said)) form.elements[name].value = value;
    form.requestSubmit();
  }

  #clicked(event) {
    const box = event.target.closest("[role=checkbox]");
    if (!box) return;
    if (!box.matches(BOX)) this.#all(box);
    else if (event.shiftKey) this.#range(event, box);
    else if (event.detail === 2) this.#only(event, box);
    else {
      check(box, !isChecked(box));
      this.#anchor = box.value;
    }
  }

  /** The box of a folder, or the one above all: what is below follows. */
  #all(box) {
    const on = !isChecked(box);
    const below = box.matches(".all-check") ? "" : `${box.value}/`;
    check(box, on);
    for (const other of this.querySelectorAll("tbody [role=checkbox]")) {
      if (`${other.value}/`.startsWith(below)) check(other, on);
    }
  }

  #only(event, box) {
    event.preventDefault();
    for (const other of this.#boxes()) check(other, other === box);
    const button = box.closest("tr").querySelector(".run-only");
    button.form.requestSubmit(button);
  }

  #range(event, box) {
    event.preventDefault();
    const form = document.getElementById("runs-range");
    const boxes = this.#boxes();
    const from = boxes.findIndex((other) => other.value === this.#anchor);
    const to = boxes.indexOf(box);
    const shown = !isChecked(box);
    const first = from < 0 ? to : Math.min(from, to);
    for (const other of boxes.slice(first, Math.max(from, to) + 1)) check(other, shown);
    form.elements.shown.value = String(shown);
    form.querySelector("[data-anchor]").value = this.#anchor ?? box.value;
    form.querySelector("[data-end]").value = box.value;
    this.#anchor = box.value;
    form.requestSubmit();
  }

  #pressed(event) {
    const way = WAYS[event.key];
    const row = event.target.closest("tr");
    if (!way || !row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const controls = [...row.querySelectorAll("button")];
    const at = controls.indexOf(event.target);
    if (way[1]) controls[at + way[1]]?.focus();
    else this.#step(row, way[0], event.target, at);
  }

  /** To the control of the same kind in the row beside, or the one that stands where it would. */
  #step(row, by, control, at) {
    const rows = [...this.querySelectorAll("tr")];
    const next = rows[rows.indexOf(row) + by];
    if (!next) return;
    const controls = [...next.querySelectorAll("button")];
    const role = control.getAttribute("role");
    const same = controls.find((other) =>
      role ? other.getAttribute("role") === role : other.className === control.className,
    );
    (same ?? controls[Math.min(at, controls.length - 1)]).focus();
  }

  #boxes() {
    return [...this.querySelectorAll(BOX)];
  }
}

function menuOf(head) {
  const form = document.getElementById("run-heading");
  form.elements.column.value = head.dataset.column ?? "name";
  document.getElementById("run-panel").open(head);
  form.requestSubmit();
}

const isChecked = (box) => box.getAttribute("aria-checked") === "true";
const check = (box, on) => box.setAttribute("aria-checked", String(on));

customElements.define("tb-runs", TbRuns);
