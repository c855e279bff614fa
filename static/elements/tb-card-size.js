// <tb-card-size>: the edges of the card around it, or of the place of a card. Drag the right one to span columns, the lower one for height;
// a double click gives back the usual size. Arrow keys do the same where an edge has the focus.
//
//   card      what its size is kept under        action    where it is posted        columns, height   what is kept
//
// Sizes are rules in a sheet of their own, by the ids of cards, so that swaps of the page's HTML keep them; what a
// card shows takes its height from --card-height.

import { pull } from "../lib/pull.js";
import { together } from "../lib/together.js";

const [MIN, MAX, STEP] = [120, 2000, 20]; // pixels
const MAX_COLUMNS = 12;
const SHOWN = ".chart-plot, tb-line-chart, .picture-stage, .sound-drawings";

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
const sizes = new Map(); // id of a card -> { columns, height }
let drawn = ""; // a sheet that is replaced restyles the whole page
const drawSoon = together(draw); // once for all cards of a page
addEventListener("resize", draw);

class TbCardSize extends HTMLElement {
  static observedAttributes = ["columns", "height"];

  connectedCallback() {
    if (!this.firstChild)
      this.append(edge("right", "Columns of this card"), edge("lower", "Height of this card"));
    this.addEventListener("pointerdown", this.#grab);
    this.addEventListener("dblclick", this.#reset);
    this.addEventListener("keydown", this.#key);
    this.#apply();
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grab);
    this.removeEventListener("dblclick", this.#reset);
    this.removeEventListener("keydown", this.#key);
    sizes.delete(this.#id);
  }

  connectedMoveCallback() {}

  attributeChangedCallback() {
    if (this.isConnected) this.#apply();
  }

  get #card() {
    return this.parentElement;
  }

  get #id() {
    return this.#card?.id ?? "";
  }

  get #size() {
    const of = (name) => Number(this.getAttribute(name)) || null;
    return { columns: of("columns"), height: of("height") };
  }

  #apply(size = this.#size) {
    sizes.set(this.#id, size);
    drawSoon();
  }

  #grab = (event) => {
    const side = event.target.dataset.edge;
    if (!side) return;
    let size = { ...this.#size };
    const move = (moved) => {
      size = { ...size, ...this.#dragged(side, moved) };
      this.#apply(size);
    };
    pull(event, move, () => this.#keep(size));
  };

  #dragged(side, { clientX, clientY }) {
    if (side === "right") {
      const { left } = this.#card.getBoundingClientRect();
      const { count, width } = columnsOf(this.#card.parentElement);
      return { columns: Math.min(Math.max(Math.round((clientX - left) / width), 1), count) };
    }
    return { height: within(clientY - this.#plot.getBoundingClientRect().top) };
  }

  get #plot() {
    return this.#card.querySelector(SHOWN) ?? this.#card;
  }

  #reset = (event) => {
    const name = { right: "columns", lower: "height" }[event.target.dataset.edge];
    if (name) this.#keep({ ...this.#size, [name]: null });
  };

  #key = (event) => {
    const side = event.target.dataset.edge;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!side || !by) return;
    event.preventDefault();
    event.stopPropagation();
    const { columns, height } = this.#size;
    if (side === "right")
      this.#keep({ height, columns: Math.min(Math.max((columns ?? 1) + by, 1), MAX_COLUMNS) });
    else this.#keep({ columns, height: within((height ?? this.#plot.offsetHeight) + by * STEP) });
  };

  #keep(size) {
    for (const [name, value] of Object.entries(size)) {
      if (value) this.setAttribute(name, String(value));
      else this.removeAttribute(name);
    }
    const said = Object.fromEntries(Object.entries(size).map(([name, value]) => [name, value ?? ""]));
    const body = new URLSearchParams({ card: this.getAttribute("card"), ...said });
    fetch(this.getAttribute("action"), { method: "POST", body, headers: { "HX-Request": "true" } }).catch(
      () => {},
    );
  }
}

function edge(side, label) {
  const made = document.createElement("div");
  made.className = `card-edge card-edge-${side}`;
  made.dataset.edge = side;
  made.tabIndex = 0;
  made.setAttribute("role", "separator");
  made.setAttribute("aria-orientation", side === "right" ? "vertical" : "horizontal");
  made.setAttribute("aria-label", label);
  made.title = "Drag to resize, double click for the usual size";
  return made;
}

/** How many columns a grid of cards has, and how wide one is with its gap. */
function columnsOf(grid) {
  const tracks = getComputedStyle(grid).gridTemplateColumns.split(" ").filter(Boolean);
  return { count: tracks.length, width: grid.clientWidth / tracks.length };
}

function within(height) {
  return Math.round(Math.min(Math.max(height, MIN), MAX));
}

function draw() {
  const rules = [];
  for (const [id, { columns, height }] of sizes) {
    const grid = document.getElementById(id)?.parentElement;
    if (!grid) continue;
    if (columns > 1)
      rules.push(
        `#${id}:not(.card-expanded) { grid-column: span ${Math.min(columns, columnsOf(grid).count)}; }`,
      );
    if (height) rules.push(`#${id}:not(.card-expanded) { --card-height: ${height}px; }`);
  }
  const text = rules.join("\n");
  if (text !== drawn) sheet.replaceSync(text);
  drawn = text;
}

customElements.define("tb-card-size", TbCardSize);
