// Which steps are selected, as an address says it: `steps=120` or `steps=10:200` in all cards together, and for single
// cards `steps.train/loss=120`: a chart of one tag by its tag, any other card by a few letters that are made of what
// it shows, `steps.~1q8xk2m=120`. Older addresses spell those out. Pure functions.

const NAME = "steps";
const MOST = 20; // single cards
const SELECTED = /^(-?\d{1,16})(?::(-?\d{1,16}))?$/;

/** `{linked, own}`: the selection of all cards or null, and `[name, selection]` of single ones. */
export function stepsIn(search) {
  let linked = null;
  const own = [];
  for (const [name, text] of new URLSearchParams(search)) {
    const selection = selectionIn(text);
    if (selection && name === NAME) linked = selection;
    else if (selection && name.startsWith(`${NAME}.`))
      own.push([nowOf(name.slice(NAME.length + 1)), selection]);
  }
  return { linked, own: linked ? [] : own.slice(-MOST) };
}

/** The query of an address with these selections and no others; `own` as a Map by names. */
export function withSteps(search, linked, own) {
  const pairs = [...new URLSearchParams(search)].filter(
    ([name]) => name !== NAME && !name.startsWith(`${NAME}.`),
  );
  if (linked) pairs.push([NAME, textOf(linked)]);
  else
    for (const [name, selection] of [...own].slice(-MOST)) pairs.push([`${NAME}.${name}`, textOf(selection)]);
  return new URLSearchParams(pairs).toString();
}

function selectionIn(text) {
  const found = SELECTED.exec(text);
  if (!found) return null;
  const [start, end] = [found[1], found[2]].map((step) => (step === undefined ? null : Number(step)));
  return end === null || start <= end ? { start, end } : { start: end, end: start };
}

function textOf({ start, end }) {
  return end === null ? String(start) : `${start}:${end}`;
}

/** What addresses call a card. `subject`: a chart's `[[tag, …], [run]]` as JSON, or what else names the card. */
export function nameOf(subject) {
  try {
    const [tags, runs] = JSON.parse(subject);
    if (tags.length === 1 && !runs.length && !isSpelt(tags[0]) && !isShort(tags[0])) return tags[0];
  } catch {
    // no chart
  }
  return `~${digest(subject)}`;
}

function nowOf(name) {
  return isSpelt(name) ? nameOf(name) : name;
}

function isSpelt(name) {
  return name.startsWith("[[") || name.startsWith("card-");
}

function isShort(name) {
  return name.startsWith("~");
}

/** FNV-1a of the UTF-16 units of a text, 32 bits. */
function digest(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
