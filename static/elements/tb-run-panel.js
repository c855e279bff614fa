// <tb-run-panel popover>: beside any button with `data-panel`, whose form brings what is in it. A form in it with
// `data-closes` closes it when it is sent. Copies a name and puts one into the filter of runs; a field with
// `data-searches` hides what in the list below it does not have its text.

import { copy } from "../lib/copy.js";

class TbRunPanel extends HTMLElement {
  #opener = null;
  #closing = null; // what the panel belonged to when a press outside closed it
  #listening = null;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("pointerdown", () => this.#pressed(), { capture: true, signal });
    document.addEventListener("click", (event) => this.#clicked(event), { capture: true, signal });
    this.addEventListener("submit", (event) => this.#sent(event), { signal });
    this.addEventListener("input", ({ target }) => this.#typed(target), { signal });
    this.addEventListener("change", (event) => this.#searched(event), { signal, capture: true });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  #pressed() {
    this.#closing = this.matches(":popover-open") ? this.#opener : null;
  }

  #clicked(event) {
    const opener = event.target.closest?.("[data-panel]");
    if (opener) this.#open(event, opener);
    else if (this.contains(event.target)) this.#chosen(event);
  }

  #open(event, opener) {
    const again = opener === this.#closing;
    this.#closing = null;
    if (again) {
      event.preventDefault();
      return;
    }
    this.open(opener);
  }

  /** Empty beside something, for what is on its way. */
  open(opener) {
    this.#opener = opener;
    if (this.matches(":popover-open")) this.hidePopover();
    this.replaceChildren();
    this.showPopover({ source: opener });
  }

  #sent(event) {
    if (event.target.matches("[data-closes]")) queueMicrotask(() => this.hidePopover());
  }

  #typed(field) {
    if (!("searches" in field.dataset)) return;
    const needle = field.value.toLowerCase();
    for (const item of field.nextElementSibling.children)
      item.hidden = !item.textContent.toLowerCase().includes(needle);
  }

  /** What is looked for is not sent. */
  #searched(event) {
    if ("searches" in event.target.dataset) event.stopPropagation();
  }

  #chosen(event) {
    const button = event.target.closest("[data-copy], [data-run-filter]");
    if (!button) return;
    event.preventDefault();
    if ("copy" in button.dataset) this.#copy(button);
    else this.#filter(button.dataset.runFilter);
  }

  async #copy(button) {
    button.textContent = (await copy(button.dataset.copy)) ? "Copied" : "Could not be copied";
  }

  #filter(pattern) {
    const field = document.getElementById("run-filter");
    field.value = pattern;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.hidePopover();
  }
}

customElements.define("tb-run-panel", TbRunPanel);
