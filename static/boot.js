// What must hold before the first paint: theme, width and state of the panels; and that an address of TensorBoard,
// `#scalars&tagFilter=loss`, leads to its page here. Runs in <head>, blocking.

(() => {
  const root = document.documentElement;
  const home = document.currentScript.dataset.root;
  const lead = () => {
    const { hash, search } = location;
    if (!/^#[\w-]+(&|$)/.test(hash) || document.getElementById(hash.slice(1)) || hash === "#main") return;
    location.replace(`${home}${search || "?"}${search ? "&" : ""}${new URLSearchParams({ hash })}`);
  };
  if (home) {
    lead();
    addEventListener("hashchange", lead);
  }
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const isDark = new URLSearchParams(location.search).get("darkMode"); // as TensorBoard's addresses have it
  const theme = { true: "dark", false: "light" }[isDark] ?? kept("tb-theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const width = Number(kept("tb-runs-width"));
  if (width >= 180 && width <= 640) root.style.setProperty("--runs-width", `${width}px`);
  if (kept("tb-settings-open") === "true" && innerWidth >= 1100) root.dataset.settings = "open";
  if (kept("tb-runs-hidden") === "true") root.dataset.runs = "hidden";
})();
