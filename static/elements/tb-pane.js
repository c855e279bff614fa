// <tb-pane>: the panel of settings. Beside the charts it is there until it is hidden, also at the next visit; on a
// smaller screen it lies over them, and goes with Escape or a press beside it. Buttons have `data-toggle-settings`.

import { keep } from "../lib/kept.js";

const WIDE = "(min-width: 1100px)";
const root = document.documentElement;

class TbPane extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    document.addEventListener("click", (event) => this.#clicked(event.target), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.#tell();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  get #isOpen() {
    return root.dataset.settings === "open";
  }

  get #button() {
    return document.getElementById("settings-button");
  }

  #clicked(target) {
    if (target.closest("[data-toggle-settings]")) this.#show(!this.#isOpen);
    else if (this.#isOpen && !matchMedia(WIDE).matches && !this.contains(target)) this.#show(false);
  }

  #pressed(event) {
    if (event.key !== "Escape" || !this.#isOpen || event.defaultPrevented) return;
    if (this.contains(document.activeElement) || !matchMedia(WIDE).matches) this.#show(false);
  }

  #show(isOpen) {
    const hadFocus = this.contains(document.activeElement);
    root.dataset.settings = isOpen ? "open" : "";
    if (matchMedia(WIDE).matches) keep("tb-settings-open", String(isOpen));
    this.#tell();
    if (isOpen) this.querySelector("[data-toggle-settings]").focus({ preventScroll: true });
    else if (hadFocus) this.#button?.focus();
  }

  #tell() {
    this.#button?.setAttribute("aria-expanded", String(this.#isOpen));
  }
}

/** The slider of the width of cards: they follow while it moves, the form around it tells the server. */
class TbCardWidth extends HTMLElement {
  #onInput = ({ target }) => {
    this.querySelector("output").value = target.value;
    target.setAttribute("aria-valuetext", `At least ${target.value} pixels`);
    document.getElementById("cards")?.setAttribute("data-card-width", target.value);
  };
  #onReset = ({ target }) => {
    if (target.id !== "card-width-reset") return;
    this.querySelector("output").value = "auto";
    this.querySelector("input").value = "335";
    this.querySelector("input").setAttribute("aria-valuetext", "Automatic");
  };

  connectedCallback() {
    this.addEventListener("input", this.#onInput);
    document.addEventListener("submit", this.#onReset);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#onInput);
    document.removeEventListener("submit", this.#onReset);
  }
}

customElements.define("tb-pane", TbPane);
customElements.define("tb-card-width", TbCardWidth);
