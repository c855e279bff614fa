// What the points at the cursor say, as texts: for the table beside the pointer, for the clipboard, and spoken.
// Pure functions.

import { exact } from "../../lib/copy.js";
import {
  elide,
  formatColumn,
  formatCount,
  formatDuration,
  formatStep,
  formatValue,
  formatWall,
} from "../../lib/format.js";
import { baselineOf, haveSeveralTags } from "./lines.js";

const NAME = 36;
const NARROW_NAME = 16;
const NOTHING = "–";

/** What a point is, for a reader who cannot see it. */
export function spoken({ line, i }, xAxis, several = false) {
  const name = several ? `${line.tag}, ${line.run}` : line.run;
  const value = formatValue(line.shown[i]);
  if (xAxis === "metric") return `${name}: ${value} at ${formatValue(line.series.x[i])}`;
  if (line.runs) return `${name}, ${formatCount(line.series.count[i])} runs: ${value}, ${bandOf(line, i)}`;
  const time = xAxis === "wall" ? formatWall(line.series.time[i]) : formatDuration(elapsed(line, i));
  return `${name}: ${value} at step ${formatStep(line.series.step[i])}, ${time}`;
}

/** Titles, and a text for each of the `points` shown, of `all` at the cursor. */
export function columnsOf(points, all, { several, smoothed, xAxis, xName = "X", isNarrow }) {
  const lines = all.map(({ line }) => line);
  const texts = (text) => points.map(({ line, i }) => text(line, i));
  const names = (name) => texts((line) => elide(line[name], isNarrow ? NARROW_NAME : NAME));
  const numbers = (number) => formatColumn(texts(number));
  return [
    ["Run", names("run")],
    several && ["Tag", names("tag")],
    lines.some((line) => line.runs) && ["Runs", texts(countOf)],
    smoothed && ["Smoothed", numbers((line, i) => line.shown[i])],
    ["Value", numbers((line, i) => line.series.value[i])],
    lines.some((line) => line.runs) && ["Band", texts(bandOf)],
    lines.some((line) => line.isBaseline) && ["To baseline", differences(lines, points)],
    xAxis === "metric" && [elide(xName, NARROW_NAME), numbers((line, i) => line.series.x[i])],
    ...positions(lines, texts, xAxis, isNarrow),
  ].filter(Boolean);
}

/** Step and times; a group has only what its x is, and so have runs beside it. */
function positions(lines, texts, xAxis, isNarrow) {
  const groups = lines.some((line) => line.runs);
  const of = (axes, text) =>
    texts((line, i) => (line.runs && !axes.includes(xAxis) ? NOTHING : text(line, i)));
  const step = ["Step", of(["step", "relative-step"], ({ series }, i) => formatStep(series.step[i]))];
  const time = ["Time", of(["wall"], ({ series }, i) => formatWall(series.time[i]))];
  const relative = ["Relative", of(["relative"], (line, i) => formatDuration(elapsed(line, i)))];
  if (groups) return [{ wall: time, relative }[xAxis] ?? step];
  return isNarrow ? [step, xAxis === "wall" ? time : relative] : [step, time, relative];
}

/** Points with their titles, every digit in them. */
export function table(points, smoothed) {
  const lines = points.map(({ line }) => line);
  const [several, groups] = [haveSeveralTags(lines), lines.some((line) => line.runs)];
  const baseline = lines.some((line) => line.isBaseline);
  const metric = lines.some((line) => line.series.x);
  const columns = [
    ["Run", (line) => line.run],
    several && ["Tag", (line) => line.tag],
    groups && ["Runs", (line, i) => (line.runs ? line.series.count[i] : 1)],
    smoothed && ["Smoothed", (line, i) => exact(line.shown[i], line.shown)],
    ["Value", ({ series }, i) => exact(series.value[i], series.value)],
    groups && ["Low", ({ series }, i) => series.low?.[i] ?? ""],
    groups && ["High", ({ series }, i) => series.high?.[i] ?? ""],
    baseline && ["To baseline", (line, i) => difference(lines, line, i) ?? ""],
    metric && ["X", ({ series }, i) => series.x[i]],
    ["Step", ({ series }, i) => series.step[i]],
    ["Wall time", ({ series }, i) => seconds(series.time[i])],
    ["Relative", (line, i) => seconds(elapsed(line, i))],
  ].filter(Boolean);
  return [
    columns.map(([title]) => title),
    ...points.map(({ line, i }) => columns.map(([, of]) => of(line, i))),
  ];
}

/** How far a point is above the baseline's nearest one in x; null for the baseline itself, and without one. */
export function difference(lines, line, i) {
  const baseline = baselineOf(lines, line);
  if (!baseline) return null;
  const away = (at) => Math.abs(baseline.x[at] - line.x[i]);
  const nearest = baseline.nearestInX(line.x[i]).reduce((best, at) => (away(at) < away(best) ? at : best));
  return line.shown[i] - baseline.shown[nearest];
}

/** Differences with their signs and the same decimals. */
function differences(lines, points) {
  const numbers = points.map(({ line, i }) => difference(lines, line, i));
  const texts = formatColumn(numbers.filter((number) => number !== null));
  const signed = (text) => (text.startsWith("-") ? text.replace("-", "−") : `+${text}`);
  return numbers.map((number) => (number === null ? NOTHING : signed(texts.shift())));
}

function countOf(line, i) {
  return line.runs ? formatCount(line.series.count[i]) : NOTHING;
}

function bandOf({ series }, i) {
  return series.low ? `${formatValue(series.low[i])} to ${formatValue(series.high[i])}` : NOTHING;
}

/** To the microsecond: sums of tenths carry more digits than they know. */
function seconds(time) {
  return String(Number(time.toFixed(6)));
}

function elapsed({ series }, i) {
  return series.time[i] - (series.origin ?? series.time[0]);
}
