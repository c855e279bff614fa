// Numbers as people read them on charts: ticks with no more digits than they need to be told apart,
// values with five digits, durations in the two largest units.

import { once } from "./once.js";

const grouped = once(() => new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 }));
const wall = once(() => new Intl.DateTimeFormat("en-US", MOMENT));

const MOMENT = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

const SI = [
  [1e18, "E"],
  [1e15, "P"],
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
const UNITS = [
  [31_536_000, "y"],
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];
const VALUE_DIGITS = 5;

/** "50,000" */
export function formatCount(n) {
  return Number.isSafeInteger(n) ? inThousands(n) : grouped().format(n);
}

/** A step as it is: "12,345"; up to four decimals. */
export function formatStep(step) {
  return Number.isFinite(step) ? formatCount(step) : formatOdd(step);
}

/** A value with five digits, or all before the point; an exponent from ten million on and below a ten-thousandth. */
export function formatValue(value) {
  if (!Number.isFinite(value)) return formatOdd(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return tidy(value.toExponential(VALUE_DIGITS - 1));
  return String(Number(value.toPrecision(Math.max(VALUE_DIGITS, magnitude(value) + 1))));
}

/** Values for one column: with the same decimals, so that they can be compared, where their sizes allow. */
export function formatColumn(values) {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && size < Infinity);
  const [low, high] = [magnitude(Math.min(...sizes)), magnitude(Math.max(...sizes))];
  if (!sizes.length || high > 6 || low < -4 || high - low > 2) return values.map(formatValue);
  const digits = clamp(VALUE_DIGITS - 1 - high, 0, 8);
  return values.map((value) => (Number.isFinite(value) ? value.toFixed(digits) : formatOdd(value)));
}

/** A tick of a value axis whose ticks are `increment` apart; `largest`: the size of the largest of them. */
export function formatTick(value, increment, largest = Math.abs(value)) {
  if (Math.abs(value) < increment * 1e-6) return "0";
  if (largest >= 1e4 || largest < 1e-2) {
    const digits = magnitude(value) - magnitude(increment) + (isRound(increment) ? 0 : 1);
    return tidy(value.toExponential(clamp(digits, 0, 12)));
  }
  return value.toFixed(decimals(increment));
}

/** A round tick of a log axis, by itself: "0.05", "200", "1e5". */
export function formatRound(value) {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e4 || size < 1e-3) ? tidy(value.toExponential()) : String(value);
}

/** A tick of the step axis: "1.5k", "20M"; plain below a thousand. */
export function formatStepTick(step, increment) {
  const [unit, letter] = SI.find(([size]) => Math.abs(step) >= size) ?? [1, ""];
  return String(Number((step / unit).toFixed(decimals(increment / unit)))) + letter;
}

/** Seconds in the two largest units: "2d 4h", "3m 20s", "12.5s"; with an increment, down to its unit. */
export function formatDuration(seconds, increment = null) {
  if (!Number.isFinite(seconds)) return formatOdd(seconds);
  if (seconds < 0) return `-${formatDuration(-seconds, increment)}`;
  if (seconds < 59.95 && !(increment >= 60)) return formatSeconds(seconds, increment);
  const parts = split(Math.round(seconds));
  const last = increment ? UNITS.findIndex(([size]) => size <= increment) : UNITS.indexOf(parts[0][0]) + 1;
  const shown = parts.filter(([unit]) => UNITS.indexOf(unit) <= last);
  return shown.map(([[, letter], count]) => count + letter).join(" ") || "0s";
}

function formatSeconds(seconds, increment) {
  if (seconds === 0) return "0s";
  if (seconds >= 1) return `${Number(seconds.toFixed(Math.max(1, decimals(increment ?? 1))))}s`;
  return `${Number((seconds * 1000).toPrecision(3))}ms`;
}

/** Whole seconds as pairs of a unit and how many of it, without those of which there are none. */
function split(seconds) {
  let rest = seconds;
  const counts = UNITS.map((unit) => {
    const count = Math.floor(rest / unit[0]);
    rest -= count * unit[0];
    return [unit, count];
  });
  return counts.filter(([, count]) => count);
}

/** Seconds since 1970 in the reader's time zone: "Nov 19, 2012, 19:00:00". */
export function formatWall(seconds) {
  return Number.isFinite(seconds) ? wall().format(seconds * 1000) : formatOdd(seconds);
}

/** A long name shortened in the middle; its end, which tells runs apart, stays. */
export function elide(name, length) {
  if (name.length <= length) return name;
  const head = Math.floor((length - 1) / 3);
  return `${name.slice(0, head)}…${name.slice(name.length - (length - 1 - head))}`;
}

/** A whole number; to make a format takes longer than a page has until its first charts are drawn. */
function inThousands(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

function formatOdd(value) {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+∞" : "-∞";
}

function decimals(increment) {
  return clamp(-magnitude(increment) + (isRound(increment) ? 0 : 1), 0, 12);
}

/** Whether an increment is one digit and zeros (2.5 is not). */
function isRound(increment) {
  const lead = increment / 10 ** magnitude(increment);
  return Math.abs(lead - Math.round(lead)) < 1e-6;
}

function magnitude(value) {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) + 1e-9);
}

function tidy(text) {
  return text.replace(/\.?0+e/, "e").replace("e+", "e");
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
