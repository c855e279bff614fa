// <tb-compare>: cards of runs, one slider for all of them, and two pictures on top of one another: their difference,
// blinking, or one beside the other. What is chosen stands in the address.

import { difference } from "../lib/difference.js";
import { WHOLE } from "../lib/picture-view.js";
import { nearestTo, stepText } from "../lib/steps.js";
import { Stage } from "./picture/stage.js";
import "./tb-step-slider.js"; // whose methods are called as soon as this is there

const BEAT = 500; // milliseconds for each picture while they blink
const MOST = 16_000_000; // pixels that are compared

class TbCompare extends HTMLElement {
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
    for (const card of this.querySelectorAll(".card")) this.#sides.set(card.id, new Side(card, signal));
    this.#two.hidden = false;
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
    const step = Number(said.get("step") || this.#slider.getAttribute("step"));
    this.#chose(null);
    if (said.get("step")) this.#slider.seek(step);
    this.#go(step, false);
  }

  #write() {
    const said = new URLSearchParams(location.search);
    if (this.#step !== null) said.set("step", String(this.#step));
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
    ({ difference: drawDifference, blink: drawOne, swipe: drawBoth })[this.#mode](this, context, a, b);
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

function drawDifference(owner, context, a, b) {
  const { width, height } = context.canvas;
  const [one, other] = [a, b].map((image) => {
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height);
  });
  const found = difference(one.data, other.data, owner.gain);
  context.putImageData(new ImageData(found.pixels, width, height), 0, 0);
  const percent = (100 * found.changed).toLocaleString("en-US", { maximumFractionDigits: 2 });
  const mean = found.mean.toLocaleString("en-US", { maximumFractionDigits: 3 });
  if (!found.most) return owner.drawn("{a} and {b} are equal.");
  owner.drawn(
    `{a} and {b}: ${percent}% of the pixels differ, by ${mean} of 255 on average, ${found.most} at most.`,
  );
}

function drawOne(owner, context, a, b) {
  context.drawImage(owner.showsB ? b : a, 0, 0);
  owner.drawn(owner.showsB ? "B: {b}" : "A: {a}");
}

function drawBoth(owner, context, a, b) {
  const { width, height } = context.canvas;
  const edge = Math.round(width * owner.part);
  context.drawImage(b, 0, 0);
  context.clearRect(0, 0, edge, height);
  context.save();
  context.beginPath();
  context.rect(0, 0, edge, height);
  context.clip();
  context.drawImage(a, 0, 0);
  context.restore();
  owner.drawn("A on the left: {a}. B on the right: {b}");
}

/** The card of one run: its steps, and the one that is shown. */
class Side {
  #card;
  #signal;
  #told = null;
  #asked = null;
  #at = 0;

  constructor(card, signal) {
    this.#card = card;
    this.#signal = signal;
  }

  /** Shows the step that is nearest. */
  async go(step) {
    this.#asked ??= this.#load();
    this.#told = await this.#asked;
    if (!this.#told) return;
    this.#at = nearestTo(this.#told.numbers, step);
    const shown = this.#told.steps[this.#at];
    this.#card.querySelector(".compare-step strong").textContent = stepText(shown);
    const note = Number(shown) === step ? "" : `nearest to step ${stepText(step)}`;
    this.#card.querySelector(".steps-note").textContent = note;
    const detail = { at: this.#at, step: shown, key: this.#told.keys[this.#at] };
    this.#card.dispatchEvent(new CustomEvent("tb-step", { detail }));
  }

  get now() {
    return this.#picture(this.#at);
  }

  /** The same run at its first step, or the step before. */
  other(which) {
    return this.#picture(which === "first" ? 0 : Math.max(this.#at - 1, 0));
  }

  #picture(at) {
    if (!this.#told) return { address: "", name: this.#card.dataset.run };
    const base = this.#card.querySelector("tb-picture").getAttribute("base");
    const name = `${this.#card.dataset.run}, step ${stepText(this.#told.steps[at])}`;
    return { address: `${base}&key=${this.#told.keys[at]}`, name };
  }

  async #load() {
    try {
      const response = await fetch(this.#card.dataset.src, { signal: this.#signal });
      if (!response.ok) throw new Error(await response.text());
      const told = await response.json();
      return { ...told, numbers: told.steps.map(Number) };
    } catch (error) {
      if (!this.#signal.aborted) {
        this.#card.querySelector(".steps-note").textContent =
          `The steps could not be loaded: ${error.message}`;
      }
      return null;
    }
  }
}

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
