// Charts of a page that show the same place: where the cursor is in x, and which part of x is zoomed to. They
// know one another here only, and only while the choice `link` is made.

import { choices, onChoice } from "./choices.js";

const PAUSE = 100; // milliseconds: the others follow a zoom when it rests

const members = new Set();
let shared = null; // { xAxis, range }
let timer = 0;

onChoice(({ link }) => {
  if (!link) shared = null;
});

/** A member has `xAxis`, `point(x or null)` and `look(range or null)`, in values; gives the function that ends it. */
export function join(member) {
  members.add(member);
  return () => members.delete(member);
}

/** The cursor of a member is at x, or with null nowhere. */
export function pointed(sender, x) {
  for (const other of othersOf(sender)) other.point(x);
}

/** A member was zoomed to a range of x, or with null to everything. */
export function looked(sender, range) {
  if (!choices().link) return;
  shared = range && { xAxis: sender.xAxis, range };
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const other of othersOf(sender)) other.look(range);
  }, PAUSE);
}

/** What a chart that comes later should show of its x axis; null for everything. */
export function sharedRange(xAxis) {
  return choices().link && shared?.xAxis === xAxis ? shared.range : null;
}

function othersOf(sender) {
  if (!choices().link) return [];
  return [...members].filter((other) => other !== sender && other.xAxis === sender.xAxis);
}
