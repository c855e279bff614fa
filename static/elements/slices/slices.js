// The steps of a body as a picture sees them: where each lies on the axis of steps or times, which of them are
// selected, how recent each is. Pure.

export class Slices {
  constructor(body) {
    this.body = body;
    this.axis = body.xAxis;
    this.step = body.columns.step;
    this.time = body.columns.time;
    this.length = this.step.length;
    this.x = this.#places();
  }

  /** From the first to the last; around a single one there is room. */
  get extent() {
    if (!this.length) return [0, 1];
    const [low, high] = [this.x[0], this.x[this.length - 1]];
    return low < high ? [low, high] : [low - 1, high + 1];
  }

  /** How recent a step is among those drawn: 0 the oldest, 1 the newest. */
  age(i) {
    return this.length > 1 ? i / (this.length - 1) : 1;
  }

  /** The step that is nearest to a place on the axis. */
  nearest(x) {
    let best = 0;
    for (let i = 1; i < this.length; i++) if (Math.abs(this.x[i] - x) <= Math.abs(this.x[best] - x)) best = i;
    return best;
  }

  /** The last of the steps drawn that is nearest to a step; -1 where none is. */
  at(step) {
    let best = -1;
    for (let i = 0; i < this.length; i++)
      if (best < 0 || Math.abs(this.step[i] - step) <= Math.abs(this.step[best] - step)) best = i;
    return best;
  }

  /** Which steps are in a selection `{start, end}`: a function of their place; null where none is selected. */
  within(selection) {
    if (!selection || !this.length) return null;
    const { start, end } = selection;
    if (end !== null) return (i) => this.step[i] >= start && this.step[i] <= end;
    const only = this.at(start);
    return (i) => i === only;
  }

  /** Seconds since the first sample. */
  elapsed(i) {
    return this.time[i] - this.body.origin;
  }

  #places() {
    if (this.axis === "step") return this.step;
    return this.axis === "wall" ? this.time : this.time.map((time) => time - this.body.origin);
  }
}
