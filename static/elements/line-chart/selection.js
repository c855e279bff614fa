// A chart's part in the selection of steps: what is selected in it lies over its plot while x is the step, and the
// values there stand in a table below. Other charts hear of it through lib/linked-step.js.

import "../tb-step-table.js";
import { choices } from "../../lib/choices.js";
import { choose, chosen, join, pick } from "../../lib/linked-step.js";
import { made } from "./parts.js";
import { Steps } from "./steps.js";

export class Selection {
  #chart;
  #host;
  #subject;
  #leave = () => {};
  #steps = null;
  #table = null;
  #waits = false; // until the chart comes near: then the table is asked for

  /** chart: `subject`, `lines` and `tableUrl(selection)`; host: the element for the table. */
  constructor(chart, host) {
    this.#chart = chart;
    this.#host = host;
  }

  /** Over a plot whose x is the step. */
  mount(plot, scale) {
    if (!choices().steps) return;
    this.#steps = new Steps(plot, scale, {
      pick: (step) => pick(this.#subject, step),
      choose: (selection) => choose(this.#subject, selection),
      near: (step, direction) => nextStep(this.#chart.lines, step, direction),
      isRange: () => choices().stepRange,
    });
  }

  unmount() {
    this.#steps?.remove();
    this.#steps = null;
  }

  /** There are lines, perhaps of another card, smoothed or cut otherwise; `isNewer`: with other points. */
  update(isNewer = false) {
    this.#join();
    this.#show(chosen(this.#subject), isNewer);
  }

  place() {
    this.#steps?.place();
  }

  /** Selects the step of a point; without one goes to the fob, or selects the last step. */
  take(point) {
    if (!this.#steps) return;
    if (point) pick(this.#subject, point.line.series.step[point.i]);
    else if (!this.#steps.focus()) pick(this.#subject, stepsOf(this.#chart.lines)?.[1] ?? 0);
  }

  clear() {
    choose(this.#subject, null);
  }

  /** The chart came near the window. */
  wake() {
    if (this.#waits) this.update();
  }

  leave() {
    this.#leave();
    this.unmount();
    this.#table?.remove();
  }

  #join() {
    const { subject } = this.#chart;
    if (subject === this.#subject) return;
    this.#leave();
    this.#subject = subject;
    const steps = () => stepsOf(this.#chart.lines);
    this.#leave = join({ subject, steps, onStep: (selection) => this.#show(selection) });
  }

  #show(selection, isNewer = false) {
    this.#steps?.show(selection);
    const isThere = selection && this.#steps && this.#chart.lines.length;
    this.#waits = Boolean(isThere) && !this.#chart.isNear;
    if (this.#waits) return;
    if (isThere) this.#ask(this.#chart.tableUrl(selection), isNewer);
    else if (this.#table) {
      this.#table.remove();
      this.#table = null;
    }
  }

  #ask(url, isNewer) {
    this.#table ??= this.#host.appendChild(made("tb-step-table", "step-table", { src: url }));
    if (this.#table.getAttribute("src") !== url) this.#table.setAttribute("src", url);
    else if (isNewer) this.#table.refresh();
  }
}

/** The first and the last step of all lines; null of none. */
export function stepsOf(lines) {
  let [first, last] = [Infinity, -Infinity];
  for (const { series } of lines) {
    for (const step of series.step) {
      if (step < first) first = step;
      if (step > last) last = step;
    }
  }
  return first <= last ? [first, last] : null;
}

/** The nearest step of any line above a step (direction 1) or below it (-1); null where there is none. */
export function nextStep(lines, from, direction) {
  let best = Infinity;
  for (const { series } of lines) {
    for (const step of series.step) {
      const away = (step - from) * direction;
      if (away > 0 && away < best) best = away;
    }
  }
  return best === Infinity ? null : from + best * direction;
}
