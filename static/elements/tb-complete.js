// <tb-complete for src>: what a field could mean, as the server lists it for what is typed. Arrow keys choose,
// Enter or a click takes: the field then holds the expression for just this tag. The field keeps the focus.

const PAUSE = 120; // milliseconds

class TbComplete extends HTMLElement {
  #gone = new AbortController();
  #request = null;
  #timer = 0;
  #active = -1;

  connectedCallback() {
    this.#gone = new AbortController();
    const options = { signal: this.#gone.signal };
    const field = this.#field;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "tag-completions",
      "aria-expanded": "false",
    }))
      field.setAttribute(name, value);
    field.addEventListener("input", (event) => this.#typed(event), options);
    field.addEventListener("keydown", (event) => this.#key(event), options);
    field.addEventListener("blur", () => this.#close(), options);
    this.addEventListener("pointerdown", (event) => this.#pressed(event), options);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#close();
  }

  get #field() {
    return document.getElementById(this.getAttribute("for"));
  }

  get #options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  #typed(event) {
    clearTimeout(this.#timer);
    if (event.detail?.taken || !this.#field.value) this.#close();
    else this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const asked = new URLSearchParams({ q: this.#field.value });
    try {
      const response = await fetch(`${this.getAttribute("src")}?${asked}`, { signal });
      const text = await response.text();
      if (response.ok && !signal.aborted && document.activeElement === this.#field) this.#open(text);
    } catch {
      this.#close(); // aborted, or the server is away: the filter itself says so
    }
  }

  #open(text) {
    this.innerHTML = text;
    this.#active = -1;
    const isAny = this.#options.length > 0;
    this.toggleAttribute("open", isAny);
    this.#field.setAttribute("aria-expanded", String(isAny));
    this.#field.removeAttribute("aria-activedescendant");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.replaceChildren();
    this.removeAttribute("open");
    this.#active = -1;
    this.#field?.setAttribute("aria-expanded", "false");
    this.#field?.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const options = this.#options;
    if (!options.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const first = step > 0 ? -1 : 0;
      this.#choose(((this.#active < 0 ? first : this.#active) + step + options.length) % options.length);
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      this.#take(options[this.#active]);
    } else if (event.key === "Escape") {
      if (this.#active >= 0) event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter") this.#close();
  }

  #choose(index) {
    this.#active = index;
    for (const [i, option] of this.#options.entries())
      option.setAttribute("aria-selected", String(i === index));
    const chosen = this.#options[index];
    this.#field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    event.preventDefault(); // the focus stays in the field
    const option = event.target.closest("[role=option]");
    if (option) this.#take(option);
  }

  #take(option) {
    this.#field.value = option.dataset.value;
    this.#close();
    this.#field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: { taken: true } }));
  }
}

customElements.define("tb-complete", TbComplete);
