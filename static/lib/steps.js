// Where a slider over steps goes when a step, or a range of steps, is selected somewhere else. Pure functions.

const NEAR = 0.1; // of the way to the next step

/**
 * The position of a step: `{at, exact}`; of two steps around it the one that is within a tenth of the way, as
 * in TensorBoard; null where none is. Where a step repeats, `now` stays if it is one of them.
 */
export function placeOf(steps, step, now = -1) {
  if (steps[now] === step) return { at: now, exact: true };
  const after = firstFrom(steps, step);
  if (steps[after] === step) return { at: after, exact: true };
  if (after === 0 || after === steps.length) return null;
  const [low, high] = [steps[after - 1], steps[after]];
  const reach = (high - low) * NEAR;
  if (step - low <= reach) return { at: after - 1, exact: false };
  return high - step <= reach ? { at: after, exact: false } : null;
}

/** The position in a range of steps that is nearest to `now`: `{at, exact}`; null where the range has none. */
export function placeWithin(steps, { start, end }, now) {
  const first = firstFrom(steps, start);
  const last = firstFrom(steps, end, true) - 1;
  return first > last ? null : { at: Math.min(Math.max(now, first), last), exact: true };
}

/** Which part of a slider a range of steps takes, from 0 to 1: `[from, to]`; null where it has none of them. */
export function partOf(steps, { start, end }) {
  const [first, last] = [firstFrom(steps, start), firstFrom(steps, end, true) - 1];
  const most = Math.max(steps.length - 1, 1);
  return first > last ? null : [first / most, last / most];
}

/** The last position that is nearest to a step. */
export function nearestTo(steps, step) {
  const after = firstFrom(steps, step, true);
  if (after === 0) return 0;
  return after < steps.length && steps[after] - step < step - steps[after - 1] ? after : after - 1;
}

/** A step as it is read, with all digits of those that came as text. */
export function stepText(step) {
  return typeof step === "string" ? BigInt(step).toLocaleString("en-US") : step.toLocaleString("en-US");
}

/** The first position whose step is at least (with `beyond`: more than) a step. */
function firstFrom(steps, step, beyond = false) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beyond ? steps[middle] <= step : steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
