// How this browser has the columns of the tables below charts: one arrangement for tables of a step, one for
// those of a range. An arrangement is as the server's addresses have it: `{columns, sort}`, absent where usual.

import { keep, kept } from "./kept.js";

const KEY = "tb-step-columns";

/** The arrangement of a kind of table. */
export function arranged(kind) {
  return all()[kind] ?? {};
}

/** Keeps an arrangement; what is null in it is as usual. */
export function keepArranged(kind, arrangement) {
  const said = Object.entries(arrangement).filter(([, value]) => typeof value === "string" && value);
  keep(KEY, JSON.stringify({ ...all(), [kind]: Object.fromEntries(said) }));
}

/** The columns with one pulled to where another is. */
export function placedBefore(columns, pulled, target) {
  const at = columns.indexOf(target);
  const rest = columns.filter((column) => column !== pulled);
  return at < 0 || !columns.includes(pulled) ? columns : rest.toSpliced(at, 0, pulled);
}

function all() {
  try {
    const found = JSON.parse(kept(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}
