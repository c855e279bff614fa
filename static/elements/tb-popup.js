// <tb-popup popover>: a panel beside what opens it, with content that the server makes when it is asked for.
// Anything with `data-opens` and the panel's id opens it: a link leads to a page that shows the same, a button
// of a form to that page with the form's fields. Without scripts they do just that. What is sent from the panel
// closes it.

import { toldOf } from "../lib/told.js";

const FOCUSABLE = "input:not([type=hidden]), textarea, select, a, button";

class TbPopup extends HTMLElement {
  #opener = null;
  #closing = null; // what the panel belonged to when a press outside closed it
  #request = null;
  #onPress = () => {
    this.#closing = this.matches(":popover-open") ? this.#opener : null;
  };
  #onClick = (event) => this.#clicked(event);
  #onSubmit = ({ target, submitter }) => {
    if (target.method !== "post" || !this.contains(submitter)) return;
    this.hidePopover();
    this.#opener.closest("[popover]")?.hidePopover();
  };

  connectedCallback() {
    document.addEventListener("pointerdown", this.#onPress, true);
    document.addEventListener("click", this.#onClick);
    document.addEventListener("submit", this.#onSubmit);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.#onPress, true);
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("submit", this.#onSubmit);
    this.#request?.abort();
  }

  #clicked(event) {
    const opener = event.target.closest?.("[data-opens]");
    if (opener?.dataset.opens !== this.id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const again = opener === this.#closing;
    this.#closing = null;
    if (!again) this.#open(opener);
  }

  async #open(opener) {
    this.#opener = opener;
    this.replaceChildren();
    this.setAttribute("aria-busy", "true");
    this.showPopover({ source: opener });
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const headers = { "HX-Request": "true", "HX-Target": `div#${this.id}` };
      const response = await fetch(addressOf(opener), { headers, signal });
      const text = await response.text();
      if (response.ok) this.#fill(text);
      else this.textContent = text;
    } catch (error) {
      if (signal.aborted) return;
      this.textContent = toldOf(error);
    }
    this.removeAttribute("aria-busy");
    if (this.matches(":popover-open")) this.querySelector(FOCUSABLE)?.focus();
  }

  /** Forms in it are sent as those of the page are. */
  #fill(text) {
    this.innerHTML = text;
    window.htmx?.process(this);
  }
}

function addressOf(opener) {
  if (opener.href) return opener.href;
  const fields = [...new FormData(opener.form)].filter(([, value]) => typeof value === "string");
  return `${opener.formAction}?${new URLSearchParams(fields)}`;
}

customElements.define("tb-popup", TbPopup);
