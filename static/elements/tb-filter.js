// A field for a regular expression: what was wrong with it goes away as soon as somebody types on; Escape
// first empties the field, then leaves it. A link with `data-clears` and the field's id empties it too.

class TbFilter extends HTMLElement {
  #onInput = () => {
    this.querySelector(".field-error").textContent = "";
  };

  #onKey = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (!this.#field.value) {
      this.#field.blur();
      return;
    }
    this.#empty();
  };

  #onClick = (event) => {
    if (event.target.closest?.("[data-clears]")?.dataset.clears !== this.#field.id) return;
    event.preventDefault();
    this.#empty();
  };

  get #field() {
    return this.querySelector("input");
  }

  #empty() {
    this.#field.value = "";
    this.#field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  connectedCallback() {
    this.addEventListener("input", this.#onInput);
    this.addEventListener("keydown", this.#onKey);
    document.addEventListener("click", this.#onClick);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#onInput);
    this.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("click", this.#onClick);
  }
}

customElements.define("tb-filter", TbFilter);
