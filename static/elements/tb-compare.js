// <tb-compare>: cards of runs, one slider for all of them, and two pictures on top of one another: their difference,
// blinking, or one beside the other. What is chosen stands in the address. When its `version` changes there may be
// other runs and steps; what is looked at stays, unless it is the newest step.

import { WHOLE } from "../lib/picture-view.js";
import { DRAWINGS } from "./compare/drawing.js";
import { Side } from "./compare/side.js";
import { Stage } from "./picture/stage.js";
import "./tb-step-slider.js"; // whose methods are called as soon as this is there

const BEAT = 500; // milliseconds for each picture while they blink
const SAME_RUN = ["before", "first"]; // what B may be besides a run
const MOST = 16_000_000; // pixels that are compared

class TbCompare extends HTMLElement {
  static observedAttributes = ["version"];

  #gone = new AbortController();
  #sides = new Map(); // id -> Side
  #step = null;
  #stage = null;
  #pair = [null, null]; // loaded images
  #drawing = 0; // counts, so that only the last wish is drawn
  #showsB = false;
  #timer = 0;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    customElements.upgrade(this); // swapped in, a parent comes before its children
    this.#match();
    this.#stage = new Stage(this.#two.querySelector(".picture-stage"), this.#canvas, this, signal);
    this.#slider.addEventListener("tb-step", ({ detail }) => this.#go(Number(detail.step)), { signal });
    this.#two.addEventListener("input", ({ target }) => this.#chose(target), { signal });
    this.#button.addEventListener("click", () => this.#blink(!this.#blinks), { signal });
    this.#button.setAttribute(
      "aria-pressed",
      String(!matchMedia("(prefers-reduced-motion: reduce)").matches),
    );
    this.#read();
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearInterval(this.#timer);
    this.#sides.clear();
    this.#pair = [null, null];
  }

  attributeChangedCallback(_name, before) {
    // Its children are changed in the same breath, after this.
    if (before !== null && this.isConnected) queueMicrotask(() => this.#grown());
  }

  get size() {
    return { width: this.#canvas.width || 1, height: this.#canvas.height || 1 };
  }

  get isFixed() {
    return false;
  }

  click() {}
  closer() {}
  hover() {}
  hint() {}

  step(by) {
    this.#slider.step(by);
  }

  /** All of it again; the key `z`. */
  reset() {
    this.#stage.look(WHOLE);
  }

  get #two() {
    return this.querySelector(".compare-two");
  }

  get #canvas() {
    return this.querySelector("canvas");
  }

  get #slider() {
    return this.querySelector("tb-step-slider");
  }

  get #button() {
    return this.querySelector("[data-blink]");
  }

  get #newest() {
    return Number(this.#slider.getAttribute("step"));
  }

  get #mode() {
    return this.querySelector("[name=mode]:checked").value;
  }

  get #blinks() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  /** What the address says of A, B, the mode and the step. */
  #read() {
    const said = new URLSearchParams(location.search);
    for (const select of this.querySelectorAll("[data-side]")) {
      const wanted = said.get(select.dataset.side);
      const option = [...select.options].find(({ value, text }) => value === wanted || text === wanted);
      if (option) option.selected = true;
    }
    const mode = [...this.querySelectorAll("[name=mode]")].find(({ value }) => value === said.get("mode"));
    if (mode) mode.checked = true;
    const step = Number(said.get("step") || this.#newest);
    this.#chose(null);
    if (said.get("step")) this.#slider.seek(step);
    this.#go(step, false);
  }

  /** Other runs, or other steps of them. Where the newest was shown, the slider says next which is. */
  #grown() {
    this.#match();
    this.#offer();
    if (filterOf(document) !== (new URLSearchParams(location.search).get("runFilter") ?? "")) this.#write();
    this.#go(this.#step, false);
  }

  /** A side for each card, in their order. */
  #match() {
    const before = this.#sides;
    this.#sides = new Map();
    for (const card of this.querySelectorAll(".card")) {
      const side = before.get(card.id);
      this.#sides.set(card.id, side?.card === card ? side : new Side(card, this.#gone.signal));
      side?.refresh();
    }
  }

  /** The runs that A and B may be; what was chosen stays chosen where it is there. */
  #offer() {
    for (const select of this.querySelectorAll("[data-side]")) {
      const chosen = select.value;
      const others = [...select.options].filter(({ value }) => SAME_RUN.includes(value));
      const runs = [...this.#sides].map(([id, { card }]) => new Option(card.dataset.run, id));
      const offered = [...runs, ...others];
      if (offered.map(({ value }) => value).join() === [...select.options].map(({ value }) => value).join())
        continue;
      select.replaceChildren(...offered);
      select.value = chosen;
      if (select.selectedIndex < 0) select.selectedIndex = others.length && runs.length > 1 ? 1 : 0;
    }
  }

  /** At the newest step the address says nothing of it, and goes on showing the newest. */
  #write() {
    const said = new URLSearchParams(location.search);
    if (this.#step === this.#newest) said.delete("step");
    else said.set("step", String(this.#step));
    if (filterOf(document)) said.set("runFilter", filterOf(document));
    else said.delete("runFilter");
    for (const select of this.querySelectorAll("[data-side]")) {
      const { value, text } = select.selectedOptions[0];
      said.set(select.dataset.side, this.#sides.has(value) ? text : value);
    }
    said.set("mode", this.#mode);
    history.replaceState(history.state, "", `?${said}`);
  }

  async #go(step, moved = true) {
    this.#step = step;
    if (moved) this.#write();
    await Promise.all([...this.#sides.values()].map((side) => side.go(step)));
    if (step === this.#step) this.#load();
  }

  #chose(field) {
    for (const option of this.querySelectorAll("[data-for]"))
      option.hidden = option.dataset.for !== this.#mode;
    this.#blink(this.#blinks);
    if (!field) return;
    this.#write();
    if (field.matches("[data-side]")) this.#load();
    else this.#draw();
  }

  #blink(on) {
    this.#button.setAttribute("aria-pressed", String(on));
    this.#button.textContent = on ? "Pause" : "Blink";
    clearInterval(this.#timer);
    if (!on || this.#mode !== "blink") return;
    this.#timer = setInterval(() => {
      this.#showsB = !this.#showsB;
      this.#draw();
    }, BEAT);
  }

  /** The addresses of A and B as they are chosen, with what each of them is. */
  get #chosen() {
    const [a, b] = ["a", "b"].map((side) => this.querySelector(`[data-side=${side}]`).value);
    const one = this.#sides.get(a);
    const other = this.#sides.get(b);
    return [one.now, other ? other.now : one.other(b)];
  }

  async #load() {
    const wish = ++this.#drawing;
    try {
      const pair = await Promise.all(this.#chosen.map(({ address }) => loaded(address)));
      if (wish !== this.#drawing) return;
      this.#pair = pair;
      this.#draw();
    } catch (error) {
      if (wish === this.#drawing) this.#fail(error.message);
    }
  }

  #fail(text) {
    const place = this.#two.querySelector(".card-error");
    place.textContent = text;
    place.hidden = !text;
    this.#canvas.classList.toggle("picture-failed", Boolean(text));
    if (text) this.#tell("");
  }

  #draw() {
    const [a, b] = this.#pair;
    if (!a || !b) return;
    const [width, height] = [
      Math.max(a.naturalWidth, b.naturalWidth),
      Math.max(a.naturalHeight, b.naturalHeight),
    ];
    if (width * height > MOST)
      return this.#fail(`Pictures of ${width} × ${height} pixels are too large for this.`);
    this.#fail("");
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      [this.#canvas.width, this.#canvas.height] = [width, height];
    }
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.clearRect(0, 0, width, height);
    DRAWINGS[this.#mode](this, context, a, b);
    this.#stage.draw();
  }

  drawn(text) {
    const [a, b] = this.#chosen;
    const sizes = this.#pair.map(({ naturalWidth, naturalHeight }) => `${naturalWidth} × ${naturalHeight}`);
    const odd = sizes[0] === sizes[1] ? "" : ` Their sizes differ: ${sizes[0]} and ${sizes[1]}.`;
    this.#tell(`${text.replace("{a}", a.name).replace("{b}", b.name)}${odd}`);
  }

  get gain() {
    return Number(this.querySelector("[data-gain]").value);
  }

  get part() {
    return Number(this.querySelector("[data-swipe]").value) / 100;
  }

  get showsB() {
    return this.#showsB;
  }

  #tell(text) {
    this.querySelector(".compare-facts").textContent = text;
  }
}

/** What the list of runs is filtered by. */
const filterOf = (page) => page.querySelector("#run-filter")?.value ?? "";

async function loaded(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    const response = await fetch(address);
    throw new Error(response.ok ? "One of the pictures is damaged." : await response.text());
  }
  return image;
}

customElements.define("tb-compare", TbCompare);
