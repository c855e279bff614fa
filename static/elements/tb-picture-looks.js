// <tb-picture-looks>: how all pictures of the page are shown. Brightness, contrast and actual size follow its
// fields at once, the form around it tells the server for the address; what is linked is this browser's choice.

import { choices, choose, onChoice } from "../lib/choices.js";

class TbPictureLooks extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("input", ({ target }) => this.#changed(target), { signal });
    this.querySelector("#looks-reset").addEventListener("click", () => this.#reset(), { signal });
    signal.addEventListener(
      "abort",
      onChoice(() => this.#read()),
    );
    this.#read();
    this.#apply();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #read() {
    for (const field of this.querySelectorAll("[data-choice]"))
      field.checked = choices()[field.dataset.choice];
  }

  #changed(field) {
    if (field.dataset.choice) choose(field.dataset.choice, field.checked);
    else this.#apply();
  }

  #apply() {
    const value = (name) => this.querySelector(`#${name}`).value;
    const root = document.documentElement;
    root.style.setProperty("--picture-brightness", value("brightness"));
    root.style.setProperty("--picture-contrast", `${value("contrast")}%`);
    root.toggleAttribute("data-actual", this.querySelector("#actual").checked);
    for (const field of this.querySelectorAll("input[type=range]")) {
      const told = field.parentElement.querySelector("output");
      told.textContent = field.id === "contrast" ? `${field.value}%` : field.value;
    }
  }

  #reset() {
    for (const field of this.querySelectorAll("input[type=range]"))
      field.value = field.id === "contrast" ? 100 : 1;
    this.querySelector("input").dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

customElements.define("tb-picture-looks", TbPictureLooks);
