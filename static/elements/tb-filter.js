// A field for a regular expression: what was wrong with it goes away as soon as somebody types on; Escape
// first empties the field, then leaves it.

class TbFilter extends HTMLElement {
  #onInput = () => {
    this.querySelector(".field-error").textContent = "";
  };

  #onKey = (event) => {
    if (event.key !== "Escape") return;
    const field = event.target;
    event.preventDefault();
    if (!field.value) {
      field.blur();
      return;
    }
    field.value = "";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  connectedCallback() {
    this.addEventListener("input", this.#onInput);
    this.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#onInput);
    this.removeEventListener("keydown", this.#onKey);
  }
}

customElements.define("tb-filter", TbFilter);
