// What this browser chose for all charts of all pages; kept, and told to whoever listens. No events on the page.

import { keep, kept } from "./kept.js";

const KEY = "tb-charts";
const DEFAULTS = {
  sort: "pixel",
  outliers: true,
  link: false,
  steps: true,
  stepRange: false,
  linkSteps: false,
  linkPictures: true,
  histogram: "offset",
  brightness: 1,
  contrast: 100,
  actual: false,
};

const listeners = new Set();
let known = null;
let said = {}; // by the address of the page: as if chosen, but not kept

/**
 * All choices: `sort`, the order of the table beside the pointer (see order.js); `outliers`, whether those are
 * left out of the axes; `link`, whether cursor and zoom of all charts are one; `steps`, whether a step can be
 * selected in a card, `stepRange`, whether from one to another, `linkSteps`, whether in all cards at once;
 * `linkPictures`, whether pictures are zoomed together; `histogram`, how steps are drawn where no page says;
 * on a page of several kinds of cards `brightness` (a factor), `contrast` (percent) and `actual` size of pictures.
 */
export function choices() {
  known ??= { ...DEFAULTS, ...stored(), ...said };
  return known;
}

/** What an address says counts on this page, and is not kept. */
export function say(values) {
  said = { ...said, ...values };
  known = null;
}

/** What a choice is where nobody made it. */
export function plain(name) {
  return DEFAULTS[name];
}

/** Keeps one choice. */
export function choose(name, value) {
  if (!(name in DEFAULTS) || typeof value !== typeof DEFAULTS[name]) return;
  delete said[name];
  keep(KEY, JSON.stringify({ ...DEFAULTS, ...stored(), [name]: value }));
  known = null;
  for (const listener of listeners) listener(choices());
}

/** Calls back with all choices after one changed; gives the function that ends it. */
export function onChoice(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored() {
  try {
    const found = Object.entries(JSON.parse(kept(KEY) ?? "{}"));
    return Object.fromEntries(found.filter(([name, value]) => typeof value === typeof DEFAULTS[name]));
  } catch {
    return {};
  }
}
