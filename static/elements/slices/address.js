// Where histograms over steps come from: attributes and width of their element, as parameters. Asks nothing of the
// element but these, so that they can be asked for before it is defined.

import { choices } from "../../lib/choices.js";

const RIDGES = 51; // as TensorBoard
const HEAT_COLUMN = 3; // pixels of a heat map for each step
const BAND_COLUMN = 2; // and of a distribution
const WIDTH_STEP = 96;
const X_AXES = ["step", "relative", "wall"];
const MODES = ["offset", "overlay", "heat"];

/** Which axis x is. */
export function xAxisOf(element) {
  const axis = element.getAttribute("x-axis");
  return X_AXES.includes(axis) ? axis : X_AXES[0];
}

/** How histograms are drawn. */
export function modeOf(histogram) {
  const mode = histogram.getAttribute("mode") ?? choices().histogram;
  return MODES.includes(mode) ? mode : MODES[0];
}

/** What a histogram asks for besides its axis. */
export function histogramAsks(histogram) {
  const bins = Number(histogram.getAttribute("bins")) || 30;
  const steps = modeOf(histogram) === "heat" ? columns(histogram, HEAT_COLUMN) : 0;
  return { steps: steps || RIDGES, bins };
}

/** What a distribution asks for besides its axis. */
export function distributionAsks(distribution) {
  return { steps: columns(distribution, BAND_COLUMN) || WIDTH_STEP };
}

/** The address of the bytes with these parameters. */
export function slicesUrl(element, asked) {
  const url = new URL(element.getAttribute("src"), document.baseURI);
  for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, String(value));
  return url.href;
}

function columns({ clientWidth }, pixels) {
  return Math.ceil((Math.ceil(clientWidth / WIDTH_STEP) * WIDTH_STEP) / pixels);
}
