// What of the lines a chart shows: the ranges of x and y, chosen or found, and what lies beyond them.
// Ranges are as drawn; a zoom is in values, so that it outlives a change of scale. Pure functions.

import { around, extent } from "../../lib/domain.js";
import { drawnRange } from "../../lib/scale.js";
import { valuesIn, xExtent } from "./lines.js";

/** `{lines, x, y, hidden}` for `zoom` (`{x, y}`, each a range or null; or null). */
export function viewOf(lines, all, zoom, scales, ignoreOutliers = true) {
  const everything = xExtent(all);
  const x = (zoom?.x && drawnRange(zoom.x, scales.x, everything)) || everything;
  const { values, count } = valuesIn(lines, ...x);
  const found = around(extent(values, count, ignoreOutliers), scales.y);
  const chosen = zoom?.y && drawnRange(zoom.y, scales.y, found);
  return { lines, x, y: chosen || found, hidden: chosen ? 0 : outside(values, count, found) };
}

/** Whether one range has all of another in it; an end that is null has no end. */
export function contains(outer, inner) {
  if (!inner) return false;
  const [low, high] = inner;
  return (outer[0] ?? -Infinity) <= (low ?? -Infinity) && (high ?? Infinity) <= (outer[1] ?? Infinity);
}

function outside(values, count, [low, high]) {
  let sum = 0;
  for (let i = 0; i < count; i++) if (values[i] < low || values[i] > high) sum++;
  return sum;
}
