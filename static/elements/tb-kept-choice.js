// <tb-kept-choice>: radio buttons whose choice this browser keeps. Where the address does not say, the choice of
// last time is made again.
//
//   key   under which it is kept

import { keep, kept } from "../lib/kept.js";

class TbKeptChoice extends HTMLElement {
  #onChange = ({ target }) => keep(this.getAttribute("key"), target.value);
  #onLoad = () => this.#restore();

  connectedCallback() {
    this.addEventListener("change", this.#onChange);
    if (document.readyState === "complete") this.#restore();
    else addEventListener("load", this.#onLoad, { once: true }); // who listens to the form is there by then
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#onChange);
    removeEventListener("load", this.#onLoad);
  }

  #restore() {
    const name = this.querySelector("input")?.name;
    if (!name || new URLSearchParams(location.search).has(name)) return;
    const value = kept(this.getAttribute("key"));
    const button = [...this.querySelectorAll("input")].find((input) => input.value === value);
    if (button && !button.checked) button.click();
  }
}

customElements.define("tb-kept-choice", TbKeptChoice);
