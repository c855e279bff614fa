// How the axes of a chart look and what their ticks say, as options for uPlot.

import { formatDuration, formatRound, formatStepTick, formatTick } from "../../lib/format.js";
import { once } from "../../lib/once.js";
import { evenly, ticks } from "../../lib/ticks.js";

const FONT = "11px system-ui, sans-serif";
const DIGIT = 6.2; // pixels
const NARROWEST = 44;

const WHOLE = [1, 2, 5].flatMap((lead) => Array.from({ length: 20 }, (_, power) => lead * 10 ** power)); // int64
const FRACTIONS = [1, 2, 5].flatMap((lead) =>
  [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1].map((power) => lead * power),
);
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const SECONDS = [
  ...FRACTIONS,
  ...[1, 2, 5, 10, 15, 30].flatMap((n) => [n, n * MINUTE]),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...WHOLE.map((n) => n * DAY),
];

const ascending = (numbers) => numbers.sort((a, b) => a - b);
export const INCREMENTS = {
  step: ascending(WHOLE),
  "relative-step": ascending(WHOLE),
  relative: ascending(SECONDS),
};

const format = (options) => once(() => new Intl.DateTimeFormat("en-US", options));
const day = format({ month: "short", day: "numeric" });
const minute = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const second = format({
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** Both axes; `theme` gives the present colours whenever they are drawn. */
export function axesOf(xAxis, scales, theme) {
  const look = {
    font: FONT,
    stroke: () => theme().axis,
    grid: { stroke: () => theme().grid, width: 1 },
    ticks: { show: false },
  };
  return [
    {
      ...look,
      space: xAxis === "wall" || xAxis === "relative" ? 76 : 56,
      size: xAxis === "wall" ? 36 : 24,
      gap: 6,
      ...(scales.x.name === "linear" ? linearX(xAxis) : roundTicks(scales.x, xAxis)),
    },
    {
      ...look,
      space: 28,
      gap: 6,
      size: (_, labels) =>
        Math.max(NARROWEST, 12 + DIGIT * Math.max(0, ...(labels ?? []).map((l) => l.length))),
      ...(scales.y.name === "linear" ? evenTicks() : roundTicks(scales.y, "value")),
    },
  ];
}

function linearX(xAxis) {
  if (xAxis === "metric") return evenTicks();
  return {
    incrs: INCREMENTS[xAxis],
    values: (_, splits, _axis, _space, increment) => xLabels(xAxis, splits, increment),
  };
}

/** Ticks of values of any size: uPlot finds none below 1e-17, nor for more than 17 digits. */
export function evenTicks() {
  let found = { values: [], step: 1 };
  return {
    incrs: (_u, _axis, low, high) => [Math.max(high - low, 5)], // one that it takes, and nobody uses
    splits: (u, axis, low, high, increment, pixels) => {
      found = evenly(low, high, gapOf(u, axis, low, high, increment, pixels));
      return found.values;
    },
    values: () => yLabels(found.values, found.step),
  };
}

/** How far apart ticks are at least, in the units of the axis. */
function gapOf(u, axis, low, high, increment, pixels) {
  return (u.axes[axis].space(u, axis, low, high) * increment) / pixels;
}

/** Ticks on a scale that uPlot knows nothing of: to it, all is linear and already drawn. */
function roundTicks(scale, kind) {
  let found = { values: [], step: null };
  return {
    splits: (u, axis, low, high, increment, pixels) => {
      const gap = gapOf(u, axis, low, high, increment, pixels);
      found = ticks(scale, [low, high], gap, kind === "relative");
      return found.places;
    },
    values: () => roundLabels(kind, found),
  };
}

export function roundLabels(kind, { values, step }) {
  if (kind === "step" || kind === "relative-step")
    return values.map((value) => formatStepTick(value, step ?? Math.abs(value)));
  if (kind === "relative") return values.map((value) => formatDuration(value, step));
  return step ? yLabels(values, step) : values.map(formatRound);
}

export function yLabels(splits, increment) {
  const largest = Math.max(...splits.map(Math.abs));
  return splits.map((value) => formatTick(value, increment, largest));
}

export function xLabels(xAxis, splits, increment) {
  if (xAxis === "metric") return yLabels(splits, increment);
  if (xAxis === "step" || xAxis === "relative-step")
    return splits.map((step) => formatStepTick(step, increment));
  if (xAxis === "relative") return splits.map((seconds) => formatDuration(seconds, increment));
  return wallLabels(splits, increment);
}

/** The time of day, with the date below where it is another day than at the tick before. */
function wallLabels(splits, increment) {
  let last = "";
  return splits.map((seconds) => {
    const date = new Date(seconds * 1000);
    const today = day().format(date);
    if (increment >= 300 * DAY) return String(date.getFullYear());
    if (increment >= DAY) return today;
    const time = (increment < MINUTE ? second : minute)().format(date);
    const label = today === last ? time : `${time}\n${today}`;
    last = today;
    return label;
  });
}
