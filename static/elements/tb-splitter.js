// The edge between runs and charts: drag it, move it with the arrow keys, double click to reset.

import { keep } from "../lib/kept.js";

const [MIN, MAX, STEP] = [180, 640, 16];
const root = document.documentElement;

class TbSplitter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this.#grab);
    this.addEventListener("dblclick", this.#reset);
    this.addEventListener("keydown", this.#key);
    this.#tell();
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grab);
    this.removeEventListener("dblclick", this.#reset);
    this.removeEventListener("keydown", this.#key);
  }

  #grab = (event) => {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const move = (moved) => this.#resize(moved.clientX);
    this.addEventListener("pointermove", move);
    this.addEventListener("lostpointercapture", () => this.removeEventListener("pointermove", move), {
      once: true,
    });
  };

  #reset = () => {
    root.style.removeProperty("--runs-width");
    keep("tb-runs-width", "");
    this.#tell();
  };

  #key = (event) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    this.#resize(this.#width + direction * STEP);
  };

  get #width() {
    return document.getElementById("runs-panel").getBoundingClientRect().width;
  }

  #resize(width) {
    const fitting = Math.round(Math.min(Math.max(width, MIN), MAX));
    root.style.setProperty("--runs-width", `${fitting}px`);
    keep("tb-runs-width", String(fitting));
    this.#tell();
  }

  #tell() {
    this.setAttribute("aria-valuemin", String(MIN));
    this.setAttribute("aria-valuemax", String(MAX));
    this.setAttribute("aria-valuenow", String(Math.round(this.#width)));
  }
}

customElements.define("tb-splitter", TbSplitter);
