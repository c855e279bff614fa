// A chart's place among those that are linked, and among copies of its card: tells them where it looks, and looks
// where they tell.

import * as copies from "../../lib/copies.js";
import { join, looked, pointed, sharedRange } from "../../lib/link.js";

export class Linked {
  #member;
  #copy;
  #leave;
  #pointing = false;

  /** chart: `subject`, `xAxis`, `showLine(x or null)`, `follow(range or null)` and `copy(part or null)`, in values. */
  constructor(chart) {
    this.#member = {
      get xAxis() {
        return chart.xAxis;
      },
      point: (x) => chart.showLine(x),
      look: (range) => chart.follow(range),
    };
    this.#copy = {
      get subject() {
        return `curves ${chart.subject}`;
      },
      look: (view) => {
        if (!view || view.xAxis === chart.xAxis) chart.copy(view?.part ?? null);
      },
    };
    const [leave, leaveCopies] = [join(this.#member), copies.join(this.#copy)];
    this.#leave = () => {
      leave();
      leaveCopies();
    };
  }

  /** What a chart that comes now is zoomed to, as the others are; null: to nothing. */
  get beginning() {
    const { xAxis } = this.#member;
    const own = copies.lookOf(this.#copy.subject);
    const part = own?.xAxis === xAxis ? own.part : null;
    const range = sharedRange(xAxis);
    return range ? { x: range, y: part?.y ?? null } : part;
  }

  /** The pointer is at x in this chart; null: it is not in it. */
  point(x) {
    if (x === null && !this.#pointing) return;
    this.#pointing = x !== null;
    pointed(this.#member, x);
  }

  /** The chart shows a part, or with null everything. */
  look(part) {
    looked(this.#member, part?.x ?? null);
    copies.looked(this.#copy, part && { xAxis: this.#member.xAxis, part });
  }

  leave() {
    this.point(null);
    this.#leave();
  }
}
