// The range of values that a chart shows: TensorBoard's rule (the middle nine tenths of the values, a
// twentieth of room on both sides, round ends). Pure functions over numbers.

const OUTLIERS = 0.05;
const ROOM = 0.05;
const TICKS = 10;

/** The lowest and the highest of the first `count` finite numbers, without the outliers if so asked. */
export function extent(numbers, count, ignoreOutliers) {
  if (!count) return null;
  if (ignoreOutliers && count > 2) {
    const low = kth(numbers, count, Math.ceil((count - 1) * OUTLIERS));
    return [low, kth(numbers, count, Math.floor((count - 1) * (1 - OUTLIERS)))];
  }
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    if (numbers[i] < low) low = numbers[i];
    if (numbers[i] > high) high = numbers[i];
  }
  return [low, high];
}

/** An axis range around an extent. */
export function padded(bounds) {
  if (!bounds) return [-1, 1];
  const [low, high] = bounds;
  if (low === high) return low === 0 ? [-1, 1] : low < 0 ? [2 * low, 0] : [0, 2 * low];
  const room = high * ROOM - low * ROOM;
  const range = nice(low - room, high + room);
  return range.every(Number.isFinite) ? range : bounds;
}

/** Ends moved outward to whole multiples of the distance between some ten ticks. */
export function nice(low, high) {
  const step = niceStep((high - low) / TICKS);
  if (!(step > 0) || !Number.isFinite(step)) return [low, high];
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function niceStep(rough) {
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
