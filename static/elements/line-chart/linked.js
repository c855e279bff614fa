// A chart's place among those that are linked: tells them where it looks, and looks where they tell.

import { join, looked, pointed, sharedRange } from "../../lib/link.js";

export class Linked {
  #member;
  #leave;
  #pointing = false;

  /** chart: `xAxis`, `showLine(x or null)` and `follow(range or null)`, in values. */
  constructor(chart) {
    this.#member = {
      get xAxis() {
        return chart.xAxis;
      },
      point: (x) => chart.showLine(x),
      look: (range) => chart.follow(range),
    };
    this.#leave = join(this.#member);
  }

  /** What the others are zoomed to in x. */
  get range() {
    return sharedRange(this.#member.xAxis);
  }

  /** The pointer is at x in this chart; null: it is not in it. */
  point(x) {
    if (x === null && !this.#pointing) return;
    this.#pointing = x !== null;
    pointed(this.#member, x);
  }

  look(range) {
    looked(this.#member, range);
  }

  leave() {
    this.point(null);
    this.#leave();
  }
}
