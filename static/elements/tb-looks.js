// <tb-looks>: how all pictures of a page of several kinds of cards are shown, as this browser chose: brightness,
// contrast and actual size go to the root, where pictures look (css/images.css).

import { choices, onChoice } from "../lib/choices.js";

const root = document.documentElement;

class TbLooks extends HTMLElement {
  #leave = null;

  connectedCallback() {
    this.#leave = onChoice(apply);
    apply(choices());
  }

  disconnectedCallback() {
    this.#leave();
  }
}

function apply({ brightness, contrast, actual }) {
  root.style.setProperty("--picture-brightness", String(brightness));
  root.style.setProperty("--picture-contrast", `${contrast}%`);
  root.toggleAttribute("data-actual", actual);
}

customElements.define("tb-looks", TbLooks);
