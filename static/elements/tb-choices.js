// <tb-choices>: fields of a toolbar that are choices of this browser for all cards (fields with `data-choice`). They
// follow when the same choice is made in the settings.

import { choices, choose, onChoice } from "../lib/choices.js";

class TbChoices extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("change", ({ target }) => this.#made(target), { signal });
    signal.addEventListener(
      "abort",
      onChoice(() => this.#read()),
    );
    this.#read();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #read() {
    for (const field of this.querySelectorAll("[data-choice]"))
      field.checked = choices()[field.dataset.choice];
  }

  #made(field) {
    if (field.dataset.choice) choose(field.dataset.choice, field.checked);
  }
}

customElements.define("tb-choices", TbChoices);
