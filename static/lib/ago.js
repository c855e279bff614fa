// A duration in its largest unit, in the words of tensorbored_site/status.py.

const UNITS = [
  [86400, "d"],
  [3600, "h"],
  [60, "min"],
];

/** `now`, `3 s ago`, `5 min ago`. */
export function ago(seconds) {
  if (seconds < 1) return "now";
  for (const [size, unit] of UNITS) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  }
  return `${Math.floor(seconds)} s ago`;
}
