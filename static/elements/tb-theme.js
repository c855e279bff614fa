// The theme: as the browser says, light, or dark; kept in this browser.

import { keep } from "../lib/kept.js";

const CHOICES = ["browser", "light", "dark"];
const NAMES = { browser: "as the browser", light: "light", dark: "dark" };
const root = document.documentElement;

class TbTheme extends HTMLElement {
  #onClick = () => this.#choose(CHOICES[(CHOICES.indexOf(this.#chosen) + 1) % CHOICES.length]);

  connectedCallback() {
    this.addEventListener("click", this.#onClick);
    this.#tell();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#onClick);
  }

  get #chosen() {
    return root.dataset.theme ?? CHOICES[0]; // boot.js knows what is kept, and what the address says
  }

  #choose(theme) {
    keep("tb-theme", theme);
    if (theme === "browser") delete root.dataset.theme;
    else root.dataset.theme = theme;
    this.#tell();
  }

  #tell() {
    const label = `Theme: ${NAMES[this.#chosen]}`;
    this.dataset.choice = this.#chosen;
    this.firstElementChild.title = label;
    this.firstElementChild.setAttribute("aria-label", label);
  }
}

customElements.define("tb-theme", TbTheme);
