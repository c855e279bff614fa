// <tb-step-table>: the values at a step, as the server lists them. Its links sort, hide and move columns; a
// heading can be pulled to another place too, and has a menu. In a chart (with `src`) it asks for itself, how the columns are
// arranged is kept by this browser for all charts, and what their filters let through counts while the card is there;
// in a page of its own the links are links and the filters a form.
//
//   src         where the table comes from; what arranges its columns is added
//   data-kind   single or range: each is arranged by itself

import { arranged, keepArranged, placedBefore } from "../lib/columns.js";
import { onHeadingMenu } from "../lib/heading-menu.js";
import { Latest } from "./line-chart/latest.js";
import { edgeOf } from "./step-table/height.js";
import { openMenu } from "./step-table/menu.js";

const PART = { "HX-Request": "true", "HX-Target": "tb-step-table#steps" };
const FILTER = /^(low|high|match|missing)\./;
const PAUSE = 60; // milliseconds: while a step is pulled along

class TbStepTable extends HTMLElement {
  static observedAttributes = ["src"];

  #latest = new Latest();
  #timer = 0;
  #pulled = null; // the column that is pulled
  #filters = [];
  #edge = null;
  #ending = null;

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    for (const name of ["change", "submit"])
      this.addEventListener(name, (event) => this.#typed(event), { signal });
    this.addEventListener("dragstart", (event) => this.#pull(event), { signal });
    this.addEventListener("dragover", (event) => this.#over(event), { signal });
    this.addEventListener("drop", (event) => this.#drop(event), { signal });
    onHeadingMenu(this, "th[data-column]", signal, (head) =>
      openMenu(this, head, (change) => this.#change(change)),
    );
    if (this.hasAttribute("src")) this.#ask();
  }

  disconnectedCallback() {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#latest.cancel();
  }

  attributeChangedCallback(_, before, after) {
    if (before === after || after === null || !this.isConnected) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  /** Asks again for what is there: the data is newer. */
  refresh() {
    if (this.hasAttribute("src")) this.#ask();
  }

  #ask() {
    const url = new URL(this.getAttribute("src"), document.baseURI);
    const kind = url.searchParams.has("to") ? "range" : "single";
    for (const [name, value] of Object.entries(arranged(kind))) url.searchParams.set(name, value);
    for (const [name, value] of this.#filters) url.searchParams.set(name, value);
    this.setAttribute("aria-busy", "true");
    this.#latest.get(
      url,
      {
        done: (buffer) => this.#fill(new TextDecoder().decode(buffer)),
        failed: (error) => {
          this.textContent = `Could not load the table: ${error.message}`;
          this.removeAttribute("aria-busy");
        },
      },
      PART,
    );
  }

  /** Puts in what came; what was opened, scrolled to and focused stays so. */
  #fill(text) {
    const template = document.createElement("template");
    template.innerHTML = text;
    const made = template.content.firstElementChild;
    for (const [i, details] of this.querySelectorAll("details").entries())
      if (details.open) made.querySelectorAll("details")[i].open = true;
    const [scrolled, focused] = [this.querySelector(".step-table-scroll")?.scrollTop, this.#focused];
    this.dataset.kind = made.dataset.kind;
    this.replaceChildren(...made.childNodes);
    this.#edge ??= edgeOf(this, made.id);
    this.querySelector(".step-table-scroll").after(this.#edge);
    for (const head of this.querySelectorAll("th[data-column]")) head.draggable = true;
    if (scrolled) this.querySelector(".step-table-scroll").scrollTop = scrolled;
    if (focused) this.querySelector(focused)?.focus();
    this.removeAttribute("aria-busy");
  }

  /** A selector of what has the focus. */
  get #focused() {
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    if (!focused) return null;
    if (focused === this.#edge) return ".step-table-edge";
    if (focused.name) return `[name="${CSS.escape(focused.name)}"]:not([type="hidden"])`;
    if (focused.dataset.key) return `[data-key="${focused.dataset.key}"]`;
    const head = focused.closest("[data-column]");
    if (head) return `[data-column="${head.dataset.column}"] a`;
    const details = focused.closest("details");
    if (!details) return ".step-table-scroll";
    return details.matches(".step-filters") ? ".step-filters summary" : ".step-columns:last-child summary";
  }

  #clicked(event) {
    const link = event.target.closest("th a, .step-columns a");
    if (!link || !this.hasAttribute("src") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { searchParams } = new URL(link.href);
    this.#arrange({ columns: searchParams.get("columns"), sort: searchParams.get("sort") });
  }

  /** What somebody typed into a filter: at once, or with Enter. */
  #typed(event) {
    const form = event.target.closest(".step-filters form");
    if (!form || !this.hasAttribute("src")) return;
    event.preventDefault();
    this.#filters = [...new FormData(form)].filter(([name, value]) => FILTER.test(name) && value);
    this.#ask();
  }

  #arrange(arrangement) {
    keepArranged(this.dataset.kind, arrangement);
    this.#ask();
  }

  /** A part of the arrangement is another; the rest is as it was. */
  #change(change) {
    if (this.hasAttribute("src")) {
      this.#arrange({ ...arranged(this.dataset.kind), ...change });
      return;
    }
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    location.assign(url);
  }

  get #columns() {
    return [...this.querySelectorAll("th[data-column]")].map((head) => head.dataset.column);
  }

  #pull(event) {
    this.#pulled = event.target.closest("[data-column]")?.dataset.column ?? null;
  }

  #over(event) {
    if (this.#pulled && event.target.closest("[data-column]")) event.preventDefault();
  }

  #drop(event) {
    const target = event.target.closest("[data-column]")?.dataset.column;
    if (!this.#pulled || !target) return;
    event.preventDefault();
    const columns = placedBefore(this.#columns, this.#pulled, target).join(",");
    this.#pulled = null;
    this.#arrange({ ...arranged(this.dataset.kind), columns });
  }
}

customElements.define("tb-step-table", TbStepTable);
