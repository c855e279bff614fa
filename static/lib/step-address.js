// Which steps are selected, as an address says it: `steps=120` or `steps=10:200` in all cards together, and for single
// cards `steps.train/loss=120`. Pure functions.

const NAME = "steps";
const MOST = 20; // single cards
const SELECTED = /^(-?\d{1,16})(?::(-?\d{1,16}))?$/;

/** `{linked, own}`: the selection of all cards or null, and `[subject, selection]` of single ones. */
export function stepsIn(search) {
  let linked = null;
  const own = [];
  for (const [name, text] of new URLSearchParams(search)) {
    const selection = selectionIn(text);
    if (selection && name === NAME) linked = selection;
    else if (selection && name.startsWith(`${NAME}.`))
      own.push([subjectOf(name.slice(NAME.length + 1)), selection]);
  }
  return { linked, own: linked ? [] : own.slice(-MOST) };
}

/** The query of an address with these selections and no others; `own` as a Map. */
export function withSteps(search, linked, own) {
  const pairs = [...new URLSearchParams(search)].filter(
    ([name]) => name !== NAME && !name.startsWith(`${NAME}.`),
  );
  if (linked) pairs.push([NAME, textOf(linked)]);
  else
    for (const [subject, selection] of [...own].slice(-MOST))
      pairs.push([`${NAME}.${nameOf(subject)}`, textOf(selection)]);
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

/** A chart of one tag is known by its tag, whatever else by what names it. */
function nameOf(subject) {
  try {
    const [tags, runs] = JSON.parse(subject);
    if (tags.length === 1 && !runs.length && !isOther(tags[0])) return tags[0];
  } catch {
    // no chart
  }
  return subject;
}

function subjectOf(name) {
  return isOther(name) ? name : JSON.stringify([[name], []]);
}

function isOther(name) {
  return name.startsWith("[[") || name.startsWith("card-");
}
