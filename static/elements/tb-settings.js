// Whether and how often new data is drawn by itself: this browser's own choice, kept here.

import { keepReloading, reloading } from "../lib/kept.js";

class TbSettings extends HTMLElement {
  #onChange = () => this.#save();

  connectedCallback() {
    const { on, period } = reloading();
    this.#on.checked = on;
    this.#period.value = String(period);
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

  #save() {
    if (!this.#period.reportValidity()) return;
    keepReloading({ on: this.#on.checked, period: Number(this.#period.value) });
  }
}

customElements.define("tb-settings", TbSettings);
