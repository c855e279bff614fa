// This browser's own choices, kept here: whether and how often new data is drawn by itself, and how all cards
// behave (fields with `data-choice`; a button with `data-resets` names those that it sets back).

import { choices, choose, onChoice, plain } from "../lib/choices.js";
import { keepReloading, reloading } from "../lib/kept.js";

class TbSettings extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    if (this.#on) this.#restore();
    this.#fill();
    this.addEventListener("change", ({ target }) => this.#changed(target), { signal });
    this.addEventListener("input", ({ target }) => this.#slid(target), { signal });
    this.addEventListener("click", ({ target }) => this.#clicked(target), { signal });
    signal.addEventListener(
      "abort",
      onChoice(() => this.#fill()),
    );
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  get #on() {
    return this.querySelector("#reload-data");
  }

  get #period() {
    return this.querySelector("#reload-period");
  }

  #restore() {
    const { on, period } = reloading();
    this.#on.checked = on;
    this.#period.value = String(period);
  }

  #fill() {
    for (const field of this.querySelectorAll("[data-choice]")) {
      const value = choices()[field.dataset.choice];
      if (field.type === "checkbox") field.checked = value;
      else field.value = String(value);
      const told = this.querySelector(`output[for="${field.id}"]`);
      if (told) told.value = field.value;
    }
  }

  #changed(field) {
    if (field.dataset.choice) choose(field.dataset.choice, chosenIn(field));
    else this.#save();
  }

  /** Sliders answer while they move. */
  #slid(field) {
    if (field.type === "range" && field.dataset.choice) choose(field.dataset.choice, chosenIn(field));
  }

  #clicked(target) {
    for (const name of target.dataset.resets?.split(" ") ?? []) choose(name, plain(name));
  }

  #save() {
    if (!this.#period?.reportValidity()) return;
    keepReloading({ on: this.#on.checked, period: Number(this.#period.value) });
  }
}

function chosenIn(field) {
  if (field.type === "checkbox") return field.checked;
  return field.type === "range" ? Number(field.value) : field.value;
}

customElements.define("tb-settings", TbSettings);
