// The DOM of a chart: the plot with what may lie over it, the line of text below, and what only screen
// readers get. The element is in the light DOM, so these are its children.

/** Builds the parts into the element and gives them by name. */
export function buildParts(element, retry) {
  const plot = made("div", "chart-plot", { role: "img", tabindex: "0" });
  const fit = made("button", "chart-fit", { type: "button", title: "Show all (z)" }, "Show all");
  const error = made("div", "chart-note", { role: "alert" });
  const message = made("span");
  const button = made("button", "chart-retry", { type: "button" }, "Retry");
  const empty = made("div", "chart-note", {}, "None of the selected runs has points here.");
  const footer = made("p", "chart-footer");
  const table = made("div", "chart-table");
  const live = made("output", "chart-spoken", { "aria-live": "polite" });
  button.addEventListener("click", retry);
  error.append(message, button);
  error.hidden = empty.hidden = true;
  element.replaceChildren(plot, fit, error, empty, footer, table, live);
  return { plot, fit, error, message, empty, footer, table, live };
}

/** An element in one expression. */
export function made(name, className = "", attributes = {}, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}
