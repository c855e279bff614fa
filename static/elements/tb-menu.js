// <tb-menu popover src>: the menu of a card, which the server makes when somebody is about to open it: when pointer or
// focus come to its button, so that it is there with the click. While it is open it follows the page.
//
//   src   the page with this menu, asked for as a part of it; without scripts a link in the menu leads there

import { toldOf } from "../lib/told.js";

class TbMenu extends HTMLElement {
  static observedAttributes = ["src"];

  #filled = ""; // the address of what is in it, or is on its way
  #card = null;
  #onOpen = ({ newState }) => newState === "open" && this.#fill();
  #onNear = ({ target }) => target.closest(`[popovertarget="${this.id}"]`) && this.#fill();

  connectedCallback() {
    this.#card = this.parentElement;
    this.addEventListener("beforetoggle", this.#onOpen);
    for (const name of ["pointerover", "focusin"]) this.#card.addEventListener(name, this.#onNear);
  }

  disconnectedCallback() {
    this.removeEventListener("beforetoggle", this.#onOpen);
    for (const name of ["pointerover", "focusin"]) this.#card.removeEventListener(name, this.#onNear);
    this.#filled = "";
  }

  connectedMoveCallback() {}

  attributeChangedCallback(_name, before, after) {
    if (before !== after && this.isConnected && this.matches(":popover-open")) this.#fill();
  }

  async #fill() {
    const src = this.getAttribute("src");
    if (src === this.#filled) return;
    this.#filled = src;
    this.setAttribute("aria-busy", "true");
    try {
      const headers = {
        "HX-Request": "true",
        "HX-Target": `tb-menu#${this.id}`,
        "HX-Current-URL": location.href,
      };
      const response = await fetch(src, { headers });
      const text = await response.text();
      if (this.#filled !== src) return; // a newer one is on its way
      if (!response.ok) throw new Error(text.trim());
      await window.htmx.swap({ text, target: this, sourceElement: this, swap: "innerMorph" });
    } catch (error) {
      this.#filled = "";
      this.textContent = toldOf(error);
    }
    this.removeAttribute("aria-busy");
  }
}

customElements.define("tb-menu", TbMenu);
