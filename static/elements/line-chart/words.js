// What a chart says in words: the line below it, and its summary for who cannot see it.

import { formatCount, formatDuration, formatStep, formatValue, formatWall } from "../../lib/format.js";
import { haveSeveralTags, tally } from "./lines.js";

const MOST_TOLD = 10; // lines
const X_NAME = {
  step: "steps",
  "relative-step": "steps since the first",
  relative: "elapsed",
  wall: "from",
  metric: "x",
};
const X_FORMAT = {
  step: formatStep,
  "relative-step": formatStep,
  relative: formatDuration,
  wall: formatWall,
  metric: formatValue,
};

/** "50 runs, 50,000 points, exact"; or how many are drawn, are not finite, or lie beyond the axis. */
export function footnote(lines, [x0, x1], hidden) {
  if (!lines.length) return "";
  const { points, drawn, nan, infinite, orphaned, off } = tally(lines, x0, x1);
  const said = [curves(lines)];
  if (drawn === points) said.push(counted(points, "point"), "exact");
  else said.push(`${formatCount(drawn)} of ${counted(points, "point")} drawn`);
  if (nan) said.push(`${formatCount(nan)} NaN`);
  if (infinite) said.push(`${formatCount(infinite)} infinite`);
  if (off) said.push(`${counted(off, "point")} ≤ 0 not on a log axis`);
  if (orphaned) said.push(`${counted(orphaned, "point")} before a restart hidden`);
  if (hidden) said.push(`${formatCount(hidden)} beyond the axis`);
  return said.join(", ");
}

/** "train/loss: 50 runs, steps 0 to 999, values 0.05 to 3.2" */
export function summary(label, lines, xAxis, x, y) {
  const name = label || "Line chart";
  if (!lines.length) return `${name}: no points`;
  const [from, to] = x.map((value) => X_FORMAT[xAxis](value));
  const [low, high] = y.map((value) => formatValue(value));
  return `${name}: ${curves(lines)}, ${X_NAME[xAxis]} ${from} to ${to}, values ${low} to ${high}`;
}

/** "run a: 2.31 to 0.42, minimum 0.40 at step 9,000": what the first few lines do, for who cannot see them. */
export function story(lines) {
  const told = lines.slice(0, MOST_TOLD).map(toldOf).filter(Boolean);
  if (lines.length > MOST_TOLD) told.push(`and ${formatCount(lines.length - MOST_TOLD)} more`);
  return told.length ? `${told.join(". ")}.` : "";
}

function toldOf(line, _, lines) {
  const { series } = line;
  const { value } = series;
  let [from, to, least] = [-1, -1, -1];
  for (let i = 0; i < value.length; i++) {
    if (!Number.isFinite(value[i])) continue;
    if (from < 0) from = least = i;
    to = i;
    if (value[i] < value[least]) least = i;
  }
  if (from < 0) return "";
  const name = haveSeveralTags(lines) ? `${line.tag}, ${line.run}` : line.run;
  const [first, last, low] = [from, to, least].map((i) => formatValue(value[i]));
  return `${name}: ${first} to ${last}, minimum ${low} at step ${formatStep(series.step[least])}`;
}

/** "50 runs"; "2 tags of 50 runs"; "3 groups of 12 runs, 1 run". */
function curves(lines) {
  const several = haveSeveralTags(lines);
  const one = several ? lines.filter((line) => line.tag === lines[0].tag) : lines;
  const groups = one.filter((line) => line.runs);
  const members = groups.reduce((sum, line) => sum + line.runs, 0);
  const said = groups.length ? [`${counted(groups.length, "group")} of ${counted(members, "run")}`] : [];
  if (one.length > groups.length) said.push(counted(one.length - groups.length, "run"));
  if (!several) return said.join(", ");
  const [tags, runs] = ["tag", "run"].map((name) => new Set(lines.map((line) => line[name])).size);
  return `${counted(tags, "tag")} of ${groups.length ? said.join(", ") : counted(runs, "run")}`;
}

function counted(n, noun) {
  return `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
}
