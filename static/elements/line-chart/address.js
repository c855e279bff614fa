// Where the curves of a chart come from: its attributes and its width, as parameters. Asks nothing of the element
// but these, so that the curves can be asked for before it is defined.

const X_AXES = ["step", "relative-step", "relative", "wall", "metric"];
const SCALES = ["linear", "log10", "symlog"];
const GUTTER = 60; // pixels beside the plot, for the axis
const WIDTH_STEP = 32;

/** The smoothing weight, 0..1. */
export function weightOf(chart) {
  const weight = Number(chart.getAttribute("smoothing") ?? 0);
  return Number.isFinite(weight) ? Math.min(Math.max(weight, 0), 1) : 0;
}

/** Which axis x is. */
export function xAxisOf(chart) {
  const axis = chart.getAttribute("x-axis");
  return X_AXES.includes(axis) ? axis : X_AXES[0];
}

/** The name of the scale of x or y. */
export function scaleOf(chart, axis) {
  const scale = chart.getAttribute(`${axis}-scale`);
  return SCALES.includes(scale) ? scale : SCALES[0];
}

/** Up to where a symlog axis is about linear. */
export function thresholdOf(chart) {
  const threshold = Number(chart.getAttribute("symlog-threshold") ?? 1);
  return threshold > 0 && Number.isFinite(threshold) ? threshold : 1;
}

/** How many device pixels its plot is wide, or a little more. */
export function pixelsOf(chart) {
  const width = Math.max(chart.clientWidth - GUTTER, 0);
  return Math.ceil((width * devicePixelRatio) / WIDTH_STEP) * WIDTH_STEP;
}

/** The address of its curves, for a range `[from, to]` of x (each may be null) or for all. */
export function curvesUrl(chart, range = null) {
  const url = new URL(chart.getAttribute("src"), document.baseURI);
  const asked = { xAxis: xAxisOf(chart), smoothing: weightOf(chart), width: pixelsOf(chart) };
  const [x, y, threshold] = [scaleOf(chart, "x"), scaleOf(chart, "y"), thresholdOf(chart)];
  if (x !== SCALES[0] && asked.xAxis !== "wall") asked.xScale = x;
  if (y !== SCALES[0]) asked.yScale = y;
  if (threshold !== 1) asked.symlogThreshold = threshold;
  if (chart.hasAttribute("partition")) asked.partition = 1;
  if (range && range[0] !== null) asked.from = range[0];
  if (range && range[1] !== null) asked.to = range[1];
  for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, String(value));
  return url.href;
}
