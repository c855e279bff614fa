// The step, or range of steps, that is selected in a chart: a fob below the axis for each end, which can be
// pulled, typed into and taken away; a line above it; a veil over what lies outside of a range. Where the pointer
// is along the axis a faint fob says which step a click would select. Knows the plot and one selection; who else
// follows it is the business of lib/linked-step.js.

import { formatStep } from "../../lib/format.js";
import { centre, clamp, End, follow } from "./fob.js";
import { made } from "./parts.js";

/**
 * Lies over a plot until `remove`. scale: the x axis; on: `pick(step)` for a click, `choose(selection or null)`,
 * `near(step, direction)` gives the next step that a run has.
 */
export class Steps {
  #plot;
  #scale;
  #on;
  #selection = null;
  #lane = made("div", "step-lane", { "aria-hidden": "true", title: "Click to select a step" });
  #ghost = made("div", "step-ghost", { "aria-hidden": "true" });
  #veils = ["before", "after"].map((side) => made("div", `step-veil ${side}`));
  #ends = [];
  #ending = new AbortController();

  constructor(plot, scale, on) {
    this.#plot = plot;
    this.#scale = scale;
    this.#on = on;
    this.#ends = ["start", "end"].map((name) => new End(name, this.#ending.signal, this.#events(name)));
    this.#ghost.hidden = true;
    plot.over.append(...this.#veils, this.#lane, this.#ghost);
    for (const end of this.#ends) plot.over.append(end.line, end.fob);
    const { signal } = this.#ending;
    this.#lane.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    for (const name of ["pointermove", "pointerleave"])
      plot.over.addEventListener(name, (event) => this.#hint(event), { signal });
    for (const part of [this.#lane, ...this.#ends.map(({ fob }) => fob)])
      for (const name of ["mousedown", "click", "dblclick"])
        part.addEventListener(name, (event) => event.stopPropagation(), { signal });
    this.show(null);
  }

  remove() {
    this.#ending.abort();
    for (const part of [this.#lane, this.#ghost, ...this.#veils]) part.remove();
    for (const end of this.#ends) end.remove();
  }

  /** Shows a selection, or with null none. */
  show(selection) {
    this.#selection = selection;
    const single = selection && selection.end === null;
    this.#ends[0].show(selection?.start ?? null, single ? "Selected step" : "First selected step");
    this.#ends[1].show(selection?.end ?? null, "Last selected step");
    this.place();
  }

  /** Puts everything where it belongs in the view of this moment. */
  place() {
    const { width } = this.#plot.size;
    const at = this.#ends.map((end) => (end.step === null ? null : this.#partOf(end.step) * width));
    for (const [i, end] of this.#ends.entries()) end.place(at[i], width);
    const [first, last] = at;
    const isRange = last !== null;
    for (const veil of this.#veils) veil.hidden = !isRange;
    if (!isRange) return;
    this.#veils[0].style.width = `${clamp(first, width)}px`;
    this.#veils[1].style.width = `${width - clamp(last, width)}px`;
  }

  /** Puts the focus into the fob; whether there is one. */
  focus() {
    const [{ input }] = this.#ends;
    if (!this.#selection) return false;
    input.select();
    input.focus();
    return true;
  }

  #partOf(step) {
    const [low, high] = this.#plot.view.x;
    return (this.#scale.to(step) - low) / (high - low);
  }

  /** The whole step below a place in the window. */
  #stepAt({ clientX }) {
    const { left } = this.#plot.over.getBoundingClientRect();
    const [low, high] = this.#plot.view.x;
    const part = clamp(clientX - left, this.#plot.size.width) / this.#plot.size.width;
    return Math.round(this.#scale.from(low + part * (high - low)));
  }

  #hint(event) {
    const lane = this.#lane;
    const isOff = event.type === "pointerleave" || this.#plot.dragging || event.target.closest(".step-fob");
    this.#ghost.hidden = Boolean(isOff) || event.pointerType === "touch";
    if (this.#ghost.hidden) return;
    const step = this.#stepAt(event);
    this.#ghost.textContent = formatStep(step);
    this.#ghost.classList.toggle("near", event.target === lane);
    centre(this.#ghost, this.#partOf(step) * this.#plot.size.width, this.#plot.size.width);
  }

  /** A click selects a step; a pull along the axis selects from here to there, where ranges are selected. */
  #press(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const start = this.#stepAt(event);
    const isRange = this.#on.isRange();
    follow(event, this.#ending.signal, {
      move: (now) => {
        const step = this.#stepAt(now);
        this.#on.choose(isRange ? { start, end: step } : { start: step, end: null });
      },
      click: () => this.#on.pick(start),
    });
  }

  #events(name) {
    return {
      typed: (step) => this.#move(name, step),
      remove: () => this.#on.choose(null),
      next: (step, direction) => {
        const next = this.#on.near(step, direction);
        if (next !== null) this.#move(name, next);
      },
      pulled: (event, fob) =>
        follow(event, this.#ending.signal, {
          move: (now) => this.#move(name, this.#stepAt(now)),
          click: () => fob.focusInput(),
        }),
    };
  }

  /** Moves an end; beyond the other one it stops. */
  #move(name, step) {
    const { start, end } = this.#selection ?? {};
    if (start === undefined) return;
    if (end === null) this.#on.choose({ start: step, end: null });
    else if (name === "start") this.#on.choose({ start: Math.min(step, end), end });
    else this.#on.choose({ start, end: Math.max(step, start) });
  }
}
