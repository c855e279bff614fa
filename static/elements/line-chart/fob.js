// One end of a selection of steps: the line over the plot, and the fob below it, which is pulled along the axis
// and typed into. Also how a press is followed, and where things below the axis have room.

import { formatStep } from "../../lib/format.js";
import { made } from "./parts.js";

const CLICK = 4; // pixels: what moves less is a click
const ROOM = 12; // pixels beside the plot

/** One end of a selection: its line and its fob with the step to type. */
export class End {
  #on;
  step = null;

  constructor(name, signal, on) {
    this.#on = on;
    this.line = made("div", "step-line");
    this.fob = made("div", `step-fob ${name}`);
    this.input = made("input", "", { inputmode: "numeric", autocomplete: "off", spellcheck: "false" });
    this.button = made("button", "", { type: "button", "aria-label": "Remove the selection of steps" }, "×");
    this.fob.append(this.input, this.button);
    this.fob.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    this.input.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.input.addEventListener("change", () => this.#typed(), { signal });
    this.button.addEventListener("click", () => on.remove(), { signal });
    this.button.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
  }

  remove() {
    this.line.remove();
    this.fob.remove();
  }

  show(step, label) {
    this.step = step;
    this.fob.hidden = this.line.hidden = step === null;
    if (step === null) return;
    const text = formatStep(step);
    if (this.input !== document.activeElement || !this.input.dataset.typing) this.input.value = text;
    this.input.style.width = `${text.length + 1}ch`;
    this.input.setAttribute("aria-label", label);
  }

  /** At a place across the plot; out of sight nothing is shown. */
  place(at, width) {
    if (at === null) return;
    const isOut = at < -1 || at > width + 1;
    this.line.hidden = isOut;
    this.fob.classList.toggle("out", isOut);
    this.line.style.left = `${at}px`;
    centre(this.fob, clamp(at, width), width);
  }

  focusInput() {
    this.input.focus();
    this.input.select();
  }

  #press(event) {
    event.stopPropagation();
    if (event.button !== 0 || event.target === this.button) return;
    if (event.target === this.input && this.input === document.activeElement) return; // to place the caret
    event.preventDefault();
    this.#on.pulled(event, this);
  }

  #key(event) {
    event.stopPropagation(); // not for the chart
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction) {
      event.preventDefault();
      delete this.input.dataset.typing;
      this.#on.next(this.step, direction);
    } else if (event.key === "Escape") {
      delete this.input.dataset.typing;
      this.input.value = formatStep(this.step);
      this.input.blur();
    } else if (event.key === "Enter") this.#typed();
    else if (event.key === "Delete" && event.shiftKey) this.#on.remove();
    else this.input.dataset.typing = "yes";
  }

  #typed() {
    delete this.input.dataset.typing;
    const text = this.input.value.replaceAll(/[\s,_]/g, "");
    if (text === "") this.#on.remove();
    else if (Number.isFinite(Number(text))) this.#on.typed(Math.round(Number(text)));
    else this.input.value = formatStep(this.step);
  }
}

/** Calls back while the pointer moves on, or with `click` when it has not moved. */
export function follow(began, until, { move, click }) {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, until]);
  let isClick = true;
  const onMove = (event) => {
    isClick &&= Math.abs(event.clientX - began.clientX) < CLICK;
    if (!isClick) move(event);
  };
  const onUp = (event) => {
    over.abort();
    if (isClick && event.type === "pointerup") click();
  };
  document.addEventListener("pointermove", onMove, { signal });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, onUp, { signal });
}

/** Centres an element at a place, as far as it stays within the plot and a little beside. */
export function centre(element, at, width) {
  const half = element.offsetWidth / 2;
  element.style.left = `${Math.min(Math.max(at - half, -ROOM), Math.max(width + ROOM - 2 * half, -ROOM))}px`;
}

export function clamp(at, width) {
  return Math.min(Math.max(at, 0), width);
}
