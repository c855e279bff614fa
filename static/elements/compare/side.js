// The card of one run among those that are compared: its steps, and the one that is shown.

import { nearestTo, stepText } from "../../lib/steps.js";

export class Side {
  card;
  #signal;
  #told = null;
  #asked = null; // the promise of it
  #version = ""; // of what was asked for
  #at = 0;

  constructor(card, signal) {
    this.card = card;
    this.#signal = signal;
  }

  /** There may be other steps than before. */
  refresh() {
    if (this.card.dataset.version !== this.#version) this.#asked = null;
  }

  /** Shows the step that is nearest. */
  async go(step) {
    this.#asked ??= this.#load();
    this.#told = await this.#asked;
    if (!this.#told) return;
    this.#at = nearestTo(this.#told.numbers, step);
    const shown = this.#told.steps[this.#at];
    this.card.querySelector(".compare-step strong").textContent = stepText(shown);
    const note = Number(shown) === step ? "" : `nearest to step ${stepText(step)}`;
    this.card.querySelector(".steps-note").textContent = note;
    const detail = { at: this.#at, step: shown, key: this.#told.keys[this.#at] };
    this.card.dispatchEvent(new CustomEvent("tb-step", { detail }));
  }

  get now() {
    return this.#picture(this.#at);
  }

  /** The same run at its first step, or the step before. */
  other(which) {
    return this.#picture(which === "first" ? 0 : Math.max(this.#at - 1, 0));
  }

  #picture(at) {
    if (!this.#told) return { address: "", name: this.card.dataset.run };
    const base = this.card.querySelector("tb-picture").getAttribute("base");
    const name = `${this.card.dataset.run}, step ${stepText(this.#told.steps[at])}`;
    return { address: `${base}&key=${this.#told.keys[at]}`, name };
  }

  async #load() {
    this.#version = this.card.dataset.version;
    try {
      const response = await fetch(`${this.card.dataset.src}&v=${this.#version}`, { signal: this.#signal });
      if (!response.ok) throw new Error(await response.text());
      const told = await response.json();
      return { ...told, numbers: told.steps.map(Number) };
    } catch (error) {
      if (!this.#signal.aborted) {
        this.card.querySelector(".steps-note").textContent =
          `The steps could not be loaded: ${error.message}`;
      }
      return null;
    }
  }
}
