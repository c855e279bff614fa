// Which step, or range of steps, is looked at: by each card by itself, or while `linkSteps` is chosen (settings:
// "Link by step") by all cards of the page together. A selection is `{start, end}` in steps, `end` null for a
// single step; null: none is made. How a card takes part:
//
//   const leave = join({ subject, onStep, steps });
//     subject          names the card; cards of one subject (a pinned copy) share their selection
//     onStep(chosen)   what is selected there changed; called at once too if something is
//     steps()          [first, last] step that the card has, or null; for what the choices begin with
//   choose(subject, selection)   somebody selected this in a card, or with null took it away
//   pick(subject, step)          somebody clicked a step: selects it; of a range moves the end that is nearer
//   chosen(subject)              what is selected in a card now
//
// A card that only follows the others (an image) leaves `subject` out: it hears of the linked selection alone,
// and null when nothing is linked any longer. `onStep(listener)` is short for such a card.
// With the choice `steps` off nothing is selected anywhere; with `stepRange` every selection is a range.
// The address says what is selected, and what it says is selected when the page comes.

import { choices, onChoice, say } from "./choices.js";
import { nameOf, stepsIn, withSteps } from "./step-address.js";

const PAUSE = 200; // milliseconds: a step is pulled along

const members = new Set();
const own = new Map(); // what addresses call a card -> selection
let linked = null;
let before = null; // the choices that were made last
let timer = 0;
let isLate = false; // something was selected since the address was written

if (globalThis.location?.search) adopt();
globalThis.addEventListener?.("popstate", adopt); // back to what was selected then

/** Takes part; gives the function that ends it. */
export function join(member) {
  before ??= choices(); // onChoice tells only what is chosen now
  members.add(member);
  const now = chosen(member.subject);
  if (now) member.onStep(now);
  return () => members.delete(member);
}

/** Hears of the selection that all cards have in common, or of null; gives the function that ends it. */
export function onStep(listener) {
  return join({ onStep: listener, steps: () => null });
}

/** What is selected in a card; without a subject: in all cards together. */
export function chosen(subject) {
  const { steps, linkSteps } = choices();
  if (!steps) return null;
  return linkSteps ? linked : (own.get(subject && nameOf(subject)) ?? null);
}

/** Selects in a card, and while they are linked in all of them. */
export function choose(subject, selection) {
  const { steps, linkSteps } = choices();
  if (!steps || (!linkSteps && subject === undefined)) return;
  const wanted = selection && ordered(selection);
  if (linkSteps) linked = wanted;
  else {
    const name = nameOf(subject);
    own.delete(name); // the last one selected comes last
    if (wanted) own.set(name, wanted);
  }
  tell(linkSteps ? members : [...members].filter((member) => member.subject === subject));
}

/** Selects a step; where ranges are selected, moves the nearer end of the range that there is. */
export function pick(subject, step) {
  const now = chosen(subject);
  if (!choices().stepRange) choose(subject, { start: step, end: null });
  else if (!now) choose(subject, { start: extent(membersOf(subject))?.[0] ?? step, end: step });
  else if (Math.abs(step - now.start) < Math.abs(step - now.end)) choose(subject, { ...now, start: step });
  else choose(subject, { ...now, end: step });
}

onChoice((now) => {
  const was = before ?? now;
  before = now;
  const names = ["steps", "stepRange", "linkSteps"];
  if (names.every((name) => was[name] === now[name])) return;
  if (was.stepRange !== now.stepRange) reshape(now.stepRange);
  if (now.linkSteps && !was.linkSteps) linked = first(now.stepRange);
  if (!now.linkSteps) linked = null;
  tell(members);
});

/** Every selection becomes a range from the first step on, or the last step of its range. */
function reshape(isRange) {
  const shaped = ({ start, end }, bounds) => {
    if (!isRange) return { start: end ?? start, end: null };
    return end === null ? ordered({ start: bounds?.[0] ?? start, end: start }) : { start, end };
  };
  for (const [name, selection] of own) {
    const named = [...members].filter(({ subject }) => subject && nameOf(subject) === name);
    own.set(name, shaped(selection, extent(choices().linkSteps ? members : named)));
  }
  if (linked) linked = shaped(linked, extent(members));
}

/** What all cards begin with: what was selected last, or else the last step of all. */
function first(isRange) {
  const last = [...own.values()].at(-1);
  if (last) return last;
  const bounds = extent(members);
  if (!bounds) return null;
  return isRange ? { start: bounds[0], end: bounds[1] } : { start: bounds[1], end: null };
}

function membersOf(subject) {
  if (choices().linkSteps) return members;
  return [...members].filter((member) => member.subject === subject);
}

function extent(some) {
  const found = [...some].map((member) => member.steps()).filter(Boolean);
  if (!found.length) return null;
  return [Math.min(...found.map(([low]) => low)), Math.max(...found.map(([, high]) => high))];
}

function tell(some) {
  for (const member of some) member.onStep(chosen(member.subject));
  if (globalThis.location) sayAtTimes();
}

/** At once, and while a step is pulled along again from time to time: browsers count how often. */
function sayAtTimes() {
  if (timer) {
    isLate = true;
    return;
  }
  isLate = false;
  sayInAddress();
  timer = setTimeout(() => {
    timer = 0;
    if (isLate) sayAtTimes();
  }, PAUSE);
}

/** The address says what is selected now, whatever it was. */
export function sayInAddress() {
  if (!document.getElementById("cards")) return; // a page of another kind
  const { steps, linkSteps } = choices();
  const search = withSteps(location.search, steps && linkSteps ? linked : null, steps ? own : new Map());
  if (search === new URLSearchParams(location.search).toString()) return;
  const address = `${location.pathname}${search && `?${search}`}${location.hash}`;
  history.replaceState(history.state, "", address);
}

/** What the address says is selected. */
function adopt() {
  const found = stepsIn(location.search);
  const one = found.linked ?? found.own[0]?.[1];
  if (one) say({ steps: true, linkSteps: Boolean(found.linked), stepRange: one.end !== null });
  linked = found.linked;
  own.clear();
  for (const [name, selection] of found.own) own.set(name, selection);
  before = choices();
  tell(members);
}

function ordered({ start, end }) {
  return end === null || start <= end ? { start, end } : { start: end, end: start };
}
