// The order of the points at the cursor, and which of them are shown when they are too many. Pure functions.

import { once } from "./once.js";

const names = once(() => new Intl.Collator("en", { numeric: true }));
const last = (value) => (Number.isFinite(value) ? value : Infinity);

const ORDERS = {
  pixel: (a, b) => a.distance - b.distance,
  y: (a, b) => last(a.dy) - last(b.dy),
  ascending: (a, b) => last(y(a)) - last(y(b)),
  descending: (a, b) => last(-y(a)) - last(-y(b)),
  alphabetical: (a, b) => names().compare(a.line.run, b.line.run) || names().compare(a.line.tag, b.line.tag),
};

/**
 * Points in the order of a mode ("pixel": nearest first; "y": nearest in y; by value; by name), and the part
 * of at most `most` of them around the nearest one, which is always among those shown: `{all, shown}`.
 */
export function arranged(points, mode, most) {
  const nearest = points[0];
  const all = points.toSorted((a, b) => ORDERS[mode in ORDERS ? mode : "pixel"](a, b) || 0);
  const first = Math.max(0, Math.min(all.indexOf(nearest) - (most >> 1), all.length - most));
  return { all, shown: all.slice(first, first + most) };
}

function y({ line, i }) {
  return line.shown[i];
}
