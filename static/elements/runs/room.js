// How much of the page the list of runs has: its own column, nothing, or on a narrow screen a sheet; and for a while
// the whole page. The charts stay where they are below it, out of reach, so that the way back costs nothing.

import { keep } from "../../lib/kept.js";

const NARROW = "(max-width: 719px)";
const root = document.documentElement;

/** Beside the charts the list is there unless hidden; on a narrow screen it is a sheet, opened when asked for. */
export function runsAreShown() {
  return matchMedia(NARROW).matches ? root.dataset.runs === "open" : root.dataset.runs !== "hidden";
}

/** Whether it is a sheet above the page. */
export function runsAreSheet() {
  return root.dataset.runs === "open";
}

/** Shows or hides it; hidden it is as wide as ever when it comes back. */
export function showRuns(shown) {
  if (!shown) widenRuns(false);
  if (matchMedia(NARROW).matches) {
    root.dataset.runs = shown ? "open" : "";
    return;
  }
  root.dataset.runs = shown ? "" : "hidden";
  keep("tb-runs-hidden", String(!shown));
}

/** Whether it has the whole page. */
export function runsAreWide() {
  return "runsWide" in root.dataset;
}

/** Gives it the whole page, or only its part again. */
export function widenRuns(wide) {
  if (wide === runsAreWide()) return;
  if (wide) showRuns(true);
  root.toggleAttribute("data-runs-wide", wide);
  for (const id of ["main", "settings"]) document.getElementById(id).inert = wide;
  const button = document.querySelector("[data-widen-runs]");
  button.setAttribute("aria-pressed", String(wide));
}
