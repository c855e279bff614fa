// The range of values that a chart shows: TensorBoard's rule (without outliers, a twentieth of room on both
// sides, round ends), except that only values far from the others count as outliers, and that losses do
// not start below zero. Pure functions.

const OUTLIERS = 0.05;
const FAR = 1; // spans of the middle nine tenths; at 0 the rule is TensorBoard's own
const ROOM = 0.05;
const TICKS = 10;
const TWICE = Math.log10(2); // log axes reach from half the lowest value to twice the highest
const NO_LOG = [-1, 0]; // where nothing is above 0

/** The lowest and the highest of the first `count` finite numbers, without the outliers if so asked. */
export function extent(numbers, count, ignoreOutliers) {
  if (!count) return null;
  const all = ends(numbers, count);
  return ignoreOutliers && count * OUTLIERS >= 1 ? withoutOutliers(numbers, count, all) : all;
}

/** At each side the last twentieth is left out, if it reaches far beyond the rest. */
function withoutOutliers(numbers, count, [lowest, highest]) {
  const low = kth(numbers, count, Math.ceil((count - 1) * OUTLIERS));
  const high = kth(numbers, count, Math.floor((count - 1) * (1 - OUTLIERS)));
  const far = (high - low) * FAR;
  if (far === 0 && FAR > 0) return [lowest, highest];
  return [low - lowest > far ? low : lowest, highest - high > far ? high : highest];
}

function ends(numbers, count) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    if (numbers[i] < low) low = numbers[i];
    if (numbers[i] > high) high = numbers[i];
  }
  return [low, high];
}

/** The drawn range of an axis around the drawn extent of what it shows. */
export function around(bounds, scale) {
  if (scale.name === "log10") return bounds ? [bounds[0] - TWICE, bounds[1] + TWICE] : NO_LOG;
  if (scale.name === "symlog") return aroundSymlog(bounds, scale);
  return padded(bounds);
}

/** A twentieth of room as drawn; around a single value half and twice it. */
function aroundSymlog(bounds, scale) {
  if (!bounds) return [-1, 1].map(scale.to);
  const [low, high] = bounds;
  if (low === high) {
    const value = scale.from(low);
    const ends = value === 0 ? [-1, 1] : value > 0 ? [value / 2, 2 * value] : [2 * value, value / 2];
    return ends.map(scale.to);
  }
  const room = (high - low) * ROOM;
  return [
    low >= 0 ? Math.max(low - room, 0) : low - room,
    high <= 0 ? Math.min(high + room, 0) : high + room,
  ];
}

/** An axis range around an extent; it does not cross zero where no value does. */
export function padded(bounds) {
  if (!bounds) return [-1, 1];
  const [low, high] = bounds;
  if (low === high) return low === 0 ? [-1, 1] : low < 0 ? [2 * low, 0] : [0, 2 * low];
  const room = high * ROOM - low * ROOM;
  const [from, to] = nice(low - room, high + room);
  if (!Number.isFinite(from) || !Number.isFinite(to)) return bounds;
  return [low >= 0 ? Math.max(from, 0) : from, high <= 0 ? Math.min(to, 0) : to];
}

/** Ends moved outward to whole multiples of the distance between some ten ticks. */
export function nice(low, high, step = niceStep((high - low) / TICKS)) {
  if (!(step > 0) || !Number.isFinite(step)) return [low, high];
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/** The power of ten, or its double or fivefold, that is nearest. */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  if (lead >= Math.sqrt(50)) return power * 10;
  if (lead >= Math.sqrt(10)) return power * 5;
  return lead >= Math.sqrt(2) ? power * 2 : power;
}

/** The k-th smallest of the first `count` numbers, which are put into another order (quickselect). */
function kth(numbers, count, k) {
  let [left, right] = [0, count - 1];
  while (left < right) {
    const pivot = medianOfThree(numbers[left], numbers[(left + right) >> 1], numbers[right]);
    let [i, j] = [left, right];
    while (i <= j) {
      while (numbers[i] < pivot) i++;
      while (numbers[j] > pivot) j--;
      if (i <= j) {
        const kept = numbers[i];
        numbers[i++] = numbers[j];
        numbers[j--] = kept;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return numbers[k];
}

function medianOfThree(a, b, c) {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
