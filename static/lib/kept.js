// What this browser keeps between visits. Private windows may refuse: then it is kept for the page only.

const RELOAD = "tb-reload";
const DEFAULT = { on: false, period: 30 };
const page = new Map();

/** The text under a key, or null. */
export function kept(key) {
  try {
    return localStorage.getItem(key) ?? page.get(key) ?? null;
  } catch {
    return page.get(key) ?? null;
  }
}

/** Keeps a text under a key. */
export function keep(key, text) {
  page.set(key, text);
  try {
    localStorage.setItem(key, text);
  } catch {
    // Refused or full: the page goes on with what it has.
  }
}

/** Whether new data is drawn by itself, and how often at most: `{on, period}`, seconds of 5 or more. */
export function reloading() {
  try {
    const { on, period } = { ...DEFAULT, ...JSON.parse(kept(RELOAD) ?? "{}") };
    return { on: on === true, period: Number(period) >= 5 ? Number(period) : DEFAULT.period };
  } catch {
    return DEFAULT;
  }
}

/** Keeps what `reloading` gives. */
export function keepReloading(choice) {
  keep(RELOAD, JSON.stringify(choice));
}
