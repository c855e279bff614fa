// Colours between two colours, for canvases. Pure functions.

/** `#rrggbb` as three numbers; grey for anything else. */
export function parsed(color) {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  return found ? found.slice(1).map((digits) => Number.parseInt(digits, 16)) : [128, 128, 128];
}

/** A colour on the way from one to another: the first at 0, the other at 1. */
export function mixed(from, to, part) {
  const [a, b] = [parsed(from), parsed(to)];
  const t = Math.min(Math.max(part, 0), 1);
  return `rgb(${a.map((each, i) => Math.round(each + (b[i] - each) * t)).join(" ")})`;
}
