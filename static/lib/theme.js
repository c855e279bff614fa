// Whether the page is light or dark, and the colours a canvas takes from its CSS. One pair of watchers
// for the page, however many charts listen.

const FALLBACK = {
  light: { grid: "#e9eaee", axis: "#6b7280", ink: "#1f2328", ground: "#ffffff" },
  dark: { grid: "#2a2d34", axis: "#9aa1ac", ink: "#e6e8eb", ground: "#16181c" },
};

const listeners = new Set();
let watched = null;
let known = null; // colours, while somebody watches whether they change: to ask for them restyles the page

/** Whether the dark theme is on: the page's own choice, else the system's. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Colours for an element's canvas: `--chart-grid`, `--chart-axis`, `--chart-ink`, `--chart-ground`. */
export function themeOf(element) {
  if (!watched) return read(element);
  known ??= read(element);
  return known;
}

function read(element) {
  const dark = isDark();
  const style = getComputedStyle(element);
  const colors = { ...FALLBACK[dark ? "dark" : "light"] };
  for (const name of Object.keys(colors)) {
    colors[name] = style.getPropertyValue(`--chart-${name}`).trim() || colors[name];
  }
  return { dark, ...colors };
}

/** Calls back after the theme changed; gives the function that ends it. */
export function onThemeChange(listener) {
  listeners.add(listener);
  watched ??= watch();
  return () => {
    listeners.delete(listener);
    if (!listeners.size) unwatch();
  };
}

function watch() {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(tell);
  media.addEventListener("change", tell);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return { media, observer };
}

function unwatch() {
  watched.media.removeEventListener("change", tell);
  watched.observer.disconnect();
  watched = known = null;
}

function tell() {
  known = null;
  for (const listener of listeners) listener();
}
