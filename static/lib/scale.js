// Linear, log10 and symlog: from values to where they are drawn, and back; the twin of dashboards/scales.py.
// What an axis cannot show is drawn at -Infinity: at its lower end, beyond everything. Pure functions.

const linear = { name: "linear", key: "linear", to: (value) => value, from: (place) => place };
const log10 = {
  name: "log10",
  key: "log10",
  to: (value) => (value <= 0 ? -Infinity : Math.log10(value)),
  from: (place) => 10 ** place,
};
const symlogs = new Map(); // threshold -> scale

/** The scale that is about linear up to a threshold and logarithmic above; equal thresholds give the same one. */
export function symlog(threshold) {
  const known = symlogs.get(threshold);
  if (known) return known;
  const scale = {
    name: "symlog",
    key: `symlog ${threshold}`,
    threshold,
    to: (value) => (Math.sign(value) * Math.log1p(Math.abs(value) / threshold)) / Math.LN10,
    from: (place) => Math.sign(place) * Math.expm1(Math.abs(place) * Math.LN10) * threshold,
  };
  symlogs.set(threshold, scale);
  return scale;
}

export const SCALES = { linear, log10, symlog: symlog(1) };
export const PLAIN = { x: linear, y: linear };

const kept = new WeakMap(); // array -> key of a scale -> the array drawn: runs share their steps

/** Where the values are drawn, in an array; on a linear scale the values themselves. */
export function drawn(values, scale) {
  if (scale === linear) return values;
  if (!kept.has(values)) kept.set(values, {});
  const known = kept.get(values);
  known[scale.key] ??= Float64Array.from(values, scale.to);
  return known[scale.key];
}

/** A range of values as drawn. An end that is null or that the scale cannot show is that of `otherwise`; null if nothing is left. */
export function drawnRange(range, scale, otherwise) {
  const [from, to] = otherwise;
  const [low, high] = range.map((end) => (end === null ? -Infinity : scale.to(end)));
  const [hasLow, hasHigh] = [low, high].map(Number.isFinite);
  if (hasLow && hasHigh) return low < high ? [low, high] : null;
  if (hasLow && range[1] === null) return [low, low < to ? to : low + to - from];
  if (!hasHigh) return null;
  if (range[0] !== null && high <= from) return null;
  return [from < high ? from : high - to + from, high];
}

/** The values at the ends of a drawn range. */
export function valueRange(places, scale) {
  return places.map(scale.from);
}
