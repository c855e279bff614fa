// What a picture of histograms says in words: the line below it, its summary, and its table for who cannot see
// it. Pure, but for the table.

import { formatCount, formatDuration, formatStep, formatValue, formatWall } from "../../lib/format.js";

const X_FORMAT = { step: formatStep, relative: formatDuration, wall: formatWall };

/** "51 of 500 steps", "10 steps, exact", and what is missing. */
export function footnote(body) {
  const shown = body.columns.step.length;
  const said = [stepsSaid(shown, body.inside, body.total)];
  if (body.unread) said.push(`${formatCount(body.unread)} cannot be read`);
  if (body.notes.length) said.push(`step ${formatStep(body.notes[0][0])}: ${body.notes[0][1]}`);
  if (body.orphaned) said.push(`${counted(body.orphaned)} before a restart hidden`);
  return said.join(", ");
}

function stepsSaid(shown, inside, total) {
  const among = inside < total ? ` in view, ${formatCount(total)} in all` : "";
  if (shown < inside) return `${formatCount(shown)} of ${counted(inside)}${among}`;
  return among ? `${counted(shown)}${among}` : `${counted(shown)}, exact`;
}

/** Why something cannot be shown, a line each. */
export function problemsOf({ problems, notes }) {
  return [...problems, ...notes]
    .map(([step, sentence]) => `Step ${formatStep(step)}: ${sentence}`)
    .join("\n");
}

/** Why there is nothing to see of steps that could be read; empty where there is something. */
export function whyEmpty(body) {
  const { total, value } = body.columns;
  if (!(total ?? value).length) return "";
  if (total ? !total.some((count) => count > 0) : !value.some(Number.isFinite)) {
    return body.notes.length
      ? problemsOf({ problems: [], notes: body.notes.slice(0, 1) })
      : "Nothing was counted: all buckets are empty.";
  }
  const [low, high] = valuesOf(body);
  return Number.isFinite(high - low) ? "" : "The values are too far apart to be drawn.";
}

/** "layer1/weights of adam: histograms of 51 steps, 0 to 499, values -0.2 to 0.3" */
export function summary(label, what, body, slices) {
  const name = `${label} of ${body.run}: ${what}`;
  if (!slices.length) return `${name} of no steps`;
  const why = whyEmpty(body);
  if (why) return `${name}. ${why}`;
  const [low, high] = valuesOf(body);
  const format = X_FORMAT[body.xAxis];
  const steps = `${counted(slices.length)}, ${format(slices.x[0])} to ${format(slices.x[slices.length - 1])}`;
  return `${name} of ${steps}, values ${formatValue(low)} to ${formatValue(high)}`;
}

function valuesOf({ columns }) {
  if (columns.edge) return [columns.edge[0], columns.edge[columns.edge.length - 1]];
  const finite = columns.value.filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
}

function counted(n) {
  return `${formatCount(n)} step${n === 1 ? "" : "s"}`;
}
