// Ticks of linear axes, and of log and symlog ones: round numbers, the roundest first, as many as there is room
// for; where too few of them lie in the range, evenly spaced ones as on a linear axis. Pure functions.

import { nice, niceStep } from "./domain.js";

const FEW = 3;
const POWERS = 324;
const EVEN = [1, 2, 2.5, 5];
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

const NUMBERS = [
  powers([1]), // the rounder a number, the sooner it gets its tick
  powers([2, 5]),
  powers([3]),
  powers([4, 6, 7, 8, 9]),
];
const SECONDS = [
  [1e-3, 1e-2, 0.1, 1, MINUTE, HOUR, DAY, 10 * DAY, 100 * DAY],
  [10, 10 * MINUTE, 6 * HOUR],
  [2, 5, 20, 30, 2 * MINUTE, 5 * MINUTE, 20 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 2 * DAY, 5 * DAY],
];

/** Ticks in the drawn range `low..high`, at least `gap` apart: `{places, values, step}`, step if evenly spaced. */
export function ticks(scale, [low, high], gap, isTime = false) {
  const [from, to] = [scale.from(low), scale.from(high)];
  const round = chosen(tiers(isTime, from, to), scale, gap);
  if (round.length >= FEW) return answer(round, scale, null);
  const step = niceStep((to - from) / Math.max(Math.floor((high - low) / gap), 1));
  const even = chosen([multiples(step, from, to)], scale, gap);
  return even.length > round.length ? answer(even, scale, step) : answer(round, scale, null);
}

/** Ticks on a linear axis, at least `gap` apart: `{values, step}`, multiples of 1, 2, 2.5 or 5 times a power of ten. */
export function evenly(low, high, gap) {
  const exponent = Math.floor(Math.log10(gap));
  const lead = EVEN.find((each) => Number(`${each}e${exponent}`) >= gap) ?? 10;
  const step = Number(`${lead}e${exponent}`);
  return { values: multiples(step, low, high), step };
}

function answer(values, scale, step) {
  values.sort((a, b) => a - b);
  return { values, places: values.map(scale.to), step };
}

/** Numbers of the range, both signs and zero, by how round they are. */
function tiers(isTime, from, to) {
  const sets = (isTime ? SECONDS : NUMBERS).map((set) => [...set, ...set.map((number) => -number)]);
  return [[0], ...sets].map((set) => set.filter((number) => number >= from && number <= to));
}

/** Those that keep their distance from the ones chosen before; nothing between thinned-out powers of ten. */
function chosen([first, powers = [], ...others], scale, gap) {
  const found = { values: [], places: [] };
  add(found, first, scale, gap);
  const left = add(found, powers, scale, gap);
  if (scale.name !== "log10" || !left) add(found, others.flat(), scale, gap);
  return found.values;
}

/** Adds what has room; gives how many had none. */
function add({ values, places }, candidates, scale, gap) {
  let left = 0;
  for (const value of candidates) {
    const place = scale.to(value);
    if (!Number.isFinite(place)) continue;
    if (places.some((other) => Math.abs(other - place) < gap)) left++;
    else {
      values.push(value);
      places.push(place);
    }
  }
  return left;
}

function multiples(step, from, to) {
  if (!(step > 0)) return [];
  const [first] = nice(from, to, step);
  const count = Math.min(Math.ceil((to - first) / step) + 1, 200);
  const all = Array.from({ length: count }, (_, i) => first + i * step);
  return all.filter((value) => value >= from && value <= to);
}

function powers(leads) {
  const exponents = Array.from({ length: 2 * POWERS }, (_, i) => i - POWERS);
  return exponents.flatMap((exponent) => leads.map((lead) => Number(`${lead}e${exponent}`)));
}
