// <tb-looks>: how all pictures of a page of several kinds of cards are shown, as this browser chose: brightness,
// contrast and actual size go to the root, where pictures look (css/images.css).

import { choices, onChoice, plain } from "../lib/choices.js";

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

/** What is usual is left to the sheet: a property of the root that is set restyles the whole page. */
function apply({ brightness, contrast, actual }) {
  set("--picture-brightness", brightness === plain("brightness") ? "" : String(brightness));
  set("--picture-contrast", contrast === plain("contrast") ? "" : `${contrast}%`);
  root.toggleAttribute("data-actual", actual);
}

function set(name, value) {
  if (root.style.getPropertyValue(name) !== value) root.style.setProperty(name, value);
}

customElements.define("tb-looks", TbLooks);
