// <tb-popup popover>: a panel beside what opens it, with content that the server makes when it is asked for.
// Anything with `data-opens` and the panel's id opens it: a link leads to a page that shows the same, a button
// of a form to that page with the form's fields. Without scripts they do just that.

const PART = { "HX-Request": "true", "HX-Target": "tb-downloads#downloads" };

class TbPopup extends HTMLElement {
  #opener = null;
  #closing = null; // what the panel belonged to when a press outside closed it
  #request = null;
  #onPress = () => {
    this.#closing = this.matches(":popover-open") ? this.#opener : null;
  };
  #onClick = (event) => this.#clicked(event);

  connectedCallback() {
    document.addEventListener("pointerdown", this.#onPress, true);
    document.addEventListener("click", this.#onClick);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.#onPress, true);
    document.removeEventListener("click", this.#onClick);
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
      const response = await fetch(addressOf(opener), { headers: PART, signal });
      const text = await response.text();
      if (response.ok) this.innerHTML = text;
      else this.textContent = text;
    } catch (error) {
      if (signal.aborted) return;
      this.textContent = `Could not load: ${error.message}`;
    }
    this.removeAttribute("aria-busy");
    if (this.matches(":popover-open")) this.querySelector("a, button")?.focus();
  }
}

function addressOf(opener) {
  if (opener.href) return opener.href;
  const fields = [...new FormData(opener.form)].filter(([, value]) => typeof value === "string");
  return `${opener.formAction}?${new URLSearchParams(fields)}`;
}

customElements.define("tb-popup", TbPopup);
