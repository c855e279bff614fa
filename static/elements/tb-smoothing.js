// Slider and number are one value. While it moves, the charts on the page follow at once; the form around it
// tells the server when it rests.

const MAX = 0.999;

class TbSmoothing extends HTMLElement {
  #onInput = (event) => this.#moved(event.target);

  connectedCallback() {
    this.addEventListener("input", this.#onInput);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#onInput);
  }

  get value() {
    return Number(this.#number.value);
  }

  /** Moves by a step, as the keys do. */
  step(by) {
    this.#number.value = String(Number(Math.min(Math.max(this.value + by, 0), MAX).toFixed(3)));
    this.#number.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  get #number() {
    return this.querySelector("input[type=number]");
  }

  #moved(field) {
    if (!field.validity.valid || field.value === "") return;
    for (const input of this.querySelectorAll("input")) {
      if (input !== field) input.value = field.value;
    }
    for (const chart of document.querySelectorAll("tb-line-chart")) {
      chart.setAttribute("smoothing", field.value);
    }
  }
}

customElements.define("tb-smoothing", TbSmoothing);
