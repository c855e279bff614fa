// <tb-slot>: the place of a card that another dashboard makes. Fetches it when it comes near the window, and again
// when there is something new; what is shown stays until then.
//
//   src       where the card comes from, as a part of a page        version   names the data

import { whileNear } from "../lib/near.js";
import { toldOf } from "../lib/told.js";

class TbSlot extends HTMLElement {
  static observedAttributes = ["src", "version"];

  #near = false;
  #shown = ""; // the card that is there, with its version
  #leave = null;

  connectedCallback() {
    this.#leave = whileNear(this, (near) => {
      this.#near = near;
      this.#refresh();
    });
  }

  disconnectedCallback() {
    this.#leave?.();
    this.#near = false;
    this.#shown = "";
  }

  connectedMoveCallback() {}

  attributeChangedCallback(_name, before, after) {
    if (before !== after) queueMicrotask(() => this.#refresh());
  }

  async #refresh() {
    const wanted = `${this.getAttribute("src")} ${this.getAttribute("version")}`;
    if (!this.#near || wanted === this.#shown) return;
    this.#shown = wanted;
    this.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(this.getAttribute("src"), { headers: { "HX-Request": "true" } });
      const text = await response.text();
      if (!this.isConnected || this.#shown !== wanted) return; // a newer one is on its way
      if (!response.ok) throw new Error(text.trim());
      await window.htmx.swap({ text, target: this, sourceElement: this, swap: "innerMorph" });
    } catch (error) {
      this.#fail(toldOf(error));
    }
    this.removeAttribute("aria-busy");
  }

  /** Said in the place of the card; one that is there already stays. */
  #fail(told) {
    this.#shown = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "text-button";
    button.textContent = "Retry";
    button.addEventListener("click", () => this.#refresh());
    this.querySelector(".card-waits")?.replaceChildren(`${told} `, button);
  }
}

customElements.define("tb-slot", TbSlot);
