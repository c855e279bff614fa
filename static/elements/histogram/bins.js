// The counts of a histogram's body, and what to say of one of them. Pure.

import { formatDuration, formatStep, formatValue, formatWall } from "../../lib/format.js";

export class Bins {
  constructor(body) {
    this.edges = body.columns.edge;
    this.count = this.edges.length - 1;
    this.counts = body.columns.count;
    this.steps = this.count ? this.counts.length / this.count : 0;
    this.most = this.counts.reduce((most, each) => Math.max(most, each), 0);
  }

  get range() {
    return [this.edges[0], this.edges[this.count]];
  }

  of(i, bin) {
    return this.counts[i * this.count + bin];
  }

  middle(bin) {
    return this.edges[bin] / 2 + this.edges[bin + 1] / 2;
  }

  /** The bin that a value is in; the nearest for one outside. */
  at(value) {
    const [low, high] = this.range;
    const bin = Math.floor(((value - low) / (high - low)) * this.count);
    return Math.min(Math.max(bin, 0), this.count - 1);
  }
}

/** Title and value of everything that is known of a bin of a step. */
export function toldOf(slices, bins, { i, bin }) {
  return [
    ["Bin", binName(bins, bin)],
    ["Count", formatCountOf(bins.of(i, bin))],
    ["Step", formatStep(slices.step[i])],
    ["Time", formatWall(slices.time[i])],
    ["Relative", formatDuration(slices.elapsed(i))],
  ];
}

/** "0.25 to 0.3": with as many digits as tell its ends apart. */
export function binName(bins, bin) {
  const [left, right] = [bins.edges[bin], bins.edges[bin + 1]];
  const texts = [formatValue(left), formatValue(right)];
  if (texts[0] !== texts[1]) return texts.join(" to ");
  return [left, right].map((edge) => String(Number(edge.toPrecision(12)))).join(" to ");
}

/** Bins divide counts, so they have parts; a large one is told whole. */
function formatCountOf(count) {
  return formatStep(count >= 100 ? Math.round(count) : Number(count.toFixed(2)));
}
