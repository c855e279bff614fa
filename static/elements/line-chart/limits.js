// The small form in which the ends of an axis are typed. It opens beside its axis and closes by itself.

import { fieldOf, limitsOf, read, written } from "../../lib/limits.js";
import { made } from "./parts.js";

const EDGE = 8;
const ENDS = ["Min", "Max"];

export class Limits {
  #host;
  #form = null;
  #fields = [];
  #type = "number";
  #answer = null;

  constructor(host) {
    this.#host = host;
  }

  /**
   * Opens beside an element. `now`: the ends that were chosen, null where they were not; `shown`: what the
   * axis shows. `answer` gets the range, with null for an end that finds itself, or null for no limits.
   */
  open(anchor, name, { xAxis, now, shown, answer }) {
    this.#form ??= this.#build();
    this.#answer = answer;
    const { type, unit } = fieldOf(name, xAxis);
    this.#type = type;
    this.#form.firstChild.textContent = `${name.toUpperCase()} axis${unit ? `, ${unit}` : ""}`;
    this.#fields.forEach((field, end) => {
      field.type = type;
      field.step = type === "number" ? "any" : "1";
      field.placeholder = `${written(shown[end], type)} (automatic)`;
      field.value = written(now?.[end] ?? null, type);
    });
    this.#form.showPopover();
    this.#place(anchor.getBoundingClientRect());
    this.#fields[0].select();
  }

  remove() {
    this.#form?.remove();
    this.#form = null;
  }

  #build() {
    const form = made("form", "chart-limits", { popover: "auto" });
    const fields = ENDS.map((end) => {
      const label = made("label", "", {}, end);
      this.#fields.push(label.appendChild(made("input", "", { autocomplete: "off" })));
      return label;
    });
    const clear = made("button", "", { type: "button" }, "Automatic");
    const buttons = made("div", "chart-limits-buttons");
    buttons.append(clear, made("button", "main", {}, "Set"));
    form.append(made("p"), ...fields, buttons);
    clear.addEventListener("click", () => this.#close(null));
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("keydown", (event) => event.stopPropagation()); // not for the chart
    return this.#host.appendChild(form);
  }

  #submit(event) {
    event.preventDefault();
    const [low, high] = this.#fields.map((field) => read(field.value, this.#type));
    this.#close(limitsOf(low, high));
  }

  #close(range) {
    this.#form.hidePopover();
    this.#answer(range);
  }

  #place({ left, right, top, bottom }) {
    const { width, height } = this.#form.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const wide = right - left > bottom - top;
    const x = wide ? (left + right - width) / 2 : right + EDGE;
    const y = wide ? top - height - EDGE : (top + bottom - height) / 2;
    this.#form.style.left = `${Math.max(EDGE, Math.min(x, clientWidth - width - EDGE))}px`;
    this.#form.style.top = `${Math.max(EDGE, Math.min(y, clientHeight - height - EDGE))}px`;
  }
}
