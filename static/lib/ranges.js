// Ranges of an axis as a gesture changes them. Drawn ranges (see scale.js): `[low, high]`. Pure functions.

const FINEST = 1e-12; // of the size of the ends: beyond, numbers run out of digits
const FASTEST = 4; // how much one event may zoom

/** The range around a place that stays where it is; a factor below 1 shows less. */
export function zoomed([low, high], at, factor) {
  const by = Math.min(Math.max(factor, 1 / FASTEST), FASTEST);
  return [at - (at - low) * by, at + (high - at) * by];
}

/** The range moved by a part of its length. */
export function moved([low, high], part) {
  const by = (high - low) * part;
  return [low + by, high + by];
}

/** The range in which two places lie where two others lay before: what fingers pull. */
export function pulled([low, high], [from, to], [fromNow, toNow]) {
  const factor = toNow === fromNow ? 1 : (to - from) / (toNow - fromNow);
  return [from - (fromNow - low) * factor, from + (high - fromNow) * factor];
}

/** Whether an axis can show the range: its ends can be told apart, and their values are numbers. */
export function isUsable([low, high], scale) {
  if (![low, high, scale.from(low), scale.from(high)].every(Number.isFinite)) return false;
  return high - low > FINEST * Math.max(Math.abs(low), Math.abs(high));
}

/** The range of two ends, whichever comes first. */
export function ordered(a, b) {
  return a <= b ? [a, b] : [b, a];
}
