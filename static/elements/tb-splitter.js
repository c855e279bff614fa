// The edge between runs and charts: drag it, move it with the arrow keys, double click to reset. Pulled far beyond
// the least width, or with Enter, the list is hidden; its button brings it back as it was.

import { keep } from "../lib/kept.js";
import { pull } from "../lib/pull.js";
import { runsAreShown, showRuns } from "./runs/room.js";

const [MIN, MAX, STEP] = [180, 640, 16];
const GONE = 90; // pixels: half the least width
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
    const before = this.#width;
    pull(event, ({ clientX }) => {
      const shown = clientX >= GONE;
      this.#resize(shown ? clientX : before);
      if (shown !== runsAreShown()) showRuns(shown);
    });
  };

  #reset = () => {
    root.style.removeProperty("--runs-width");
    keep("tb-runs-width", "");
    this.#tell();
  };

  #key = (event) => {
    const width = { ArrowLeft: this.#width - STEP, ArrowRight: this.#width + STEP, Home: MIN, End: MAX }[
      event.key
    ];
    if (width === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (width !== undefined) this.#resize(width);
    else {
      showRuns(false);
      document.querySelector("main [data-toggle-runs]")?.focus(); // what brings the list back
    }
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
