// Hands for the list of runs: shift-click takes a range, a double click only this run, and a box answers at
// once. Forms of the page do the sending, so the list works without this file too.

class TbRuns extends HTMLElement {
  #anchor = null;
  #onClick = (event) => this.#clicked(event);

  connectedCallback() {
    this.addEventListener("click", this.#onClick);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#onClick);
  }

  #clicked(event) {
    const box = event.target.closest(".run-check");
    if (!box) return;
    if (event.shiftKey) {
      event.preventDefault();
      this.#range(box);
    } else if (event.detail === 2) {
      event.preventDefault();
      this.#only(box);
    } else {
      check(box, !isChecked(box));
      this.#anchor = box.value;
    }
  }

  #only(box) {
    for (const other of this.#boxes()) check(other, other === box);
    const button = box.parentElement.querySelector(".run-only");
    button.form.requestSubmit(button);
  }

  #range(box) {
    const form = document.getElementById("runs-range");
    const boxes = this.#boxes();
    const from = boxes.findIndex((other) => other.value === this.#anchor);
    const to = boxes.indexOf(box);
    const shown = !isChecked(box);
    const first = from < 0 ? to : Math.min(from, to);
    for (const other of boxes.slice(first, Math.max(from, to) + 1)) check(other, shown);
    form.elements.shown.value = String(shown);
    form.querySelector("[data-anchor]").value = this.#anchor ?? box.value;
    form.querySelector("[data-end]").value = box.value;
    this.#anchor = box.value;
    form.requestSubmit();
  }

  #boxes() {
    return [...this.querySelectorAll(".run-check")];
  }
}

const isChecked = (box) => box.getAttribute("aria-checked") === "true";
const check = (box, on) => box.setAttribute("aria-checked", String(on));

customElements.define("tb-runs", TbRuns);
