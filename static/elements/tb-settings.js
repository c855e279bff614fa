// This browser's own choices, kept here: whether and how often new data is drawn by itself, and how all
// charts behave (fields with `data-choice`).

import { choices, choose } from "../lib/choices.js";
import { keepReloading, reloading } from "../lib/kept.js";

class TbSettings extends HTMLElement {
  #onChange = ({ target }) => (target.dataset.choice ? this.#choose(target) : this.#save());

  connectedCallback() {
    const { on, period } = reloading();
    this.#on.checked = on;
    this.#period.value = String(period);
    for (const field of this.querySelectorAll("[data-choice]")) this.#fill(field);
    this.addEventListener("change", this.#onChange);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#onChange);
  }

  get #on() {
    return this.querySelector("#reload-data");
  }

  get #period() {
    return this.querySelector("#reload-period");
  }

  #fill(field) {
    const value = choices()[field.dataset.choice];
    if (field.type === "checkbox") field.checked = value;
    else field.value = value;
  }

  #choose(field) {
    choose(field.dataset.choice, field.type === "checkbox" ? field.checked : field.value);
  }

  #save() {
    if (!this.#period.reportValidity()) return;
    keepReloading({ on: this.#on.checked, period: Number(this.#period.value) });
  }
}

customElements.define("tb-settings", TbSettings);
