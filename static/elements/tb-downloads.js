// <tb-downloads>: what there is to download of a card or of the page, as the server lists it; points are plain
// links. Pictures are asked for with what the chart shows at this moment, and saved without leaving the page:
// progress and errors are told where was clicked.

import { choices } from "../lib/choices.js";
import { keep, kept } from "../lib/kept.js";

const PAPER = "tb-paper";
const FIELDS = ["width", "height", "unit", "dpi", "theme"];

class TbDownloads extends HTMLElement {
  #onSubmit = (event) => {
    if (!event.target.matches("[data-picture]")) return;
    event.preventDefault();
    this.#save(event.target, event.submitter);
  };

  connectedCallback() {
    this.addEventListener("submit", this.#onSubmit);
    const form = this.querySelector("[data-picture]");
    if (form) restore(form);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#onSubmit);
  }

  async #save(form, button) {
    const [error, buttons] = [form.querySelector("[role=alert]"), form.querySelectorAll("button")];
    const fields = new FormData(form);
    keep(PAPER, JSON.stringify(FIELDS.map((name) => fields.get(name))));
    error.textContent = "";
    const asked = new URLSearchParams(fields);
    for (const [name, value] of Object.entries(shownOf(chartOf(asked)))) asked.set(name, value);
    button.setAttribute("aria-busy", "true");
    for (const each of buttons) each.disabled = true;
    try {
      await download(`${button.formAction}?${asked}`);
    } catch (problem) {
      error.textContent = problem.message;
    }
    button.removeAttribute("aria-busy");
    for (const each of buttons) each.disabled = false;
    if (this.contains(document.activeElement) || document.activeElement === document.body) button.focus();
  }
}

/** The chart on the page that is of these tags, and of this run where one is named. */
function chartOf(asked) {
  const subject = JSON.stringify([asked.getAll("tag"), asked.getAll("run")]);
  return [...document.querySelectorAll("tb-line-chart, tb-histogram, tb-distribution")].find(
    (chart) => chart.subject === subject,
  );
}

/** What a chart shows, as the server's parameters. */
function shownOf(chart) {
  if (!chart) return {};
  if (chart.shown) return chart.shown;
  const { x, y } = chart.part ?? {};
  const all = {
    smoothing: chart.weight,
    xAxis: chart.xAxis,
    xScale: chart.scales.x.name,
    yScale: chart.scales.y.name,
    symlogThreshold: chart.threshold,
    from: x?.[0],
    to: x?.[1],
    yFrom: y?.[0],
    yTo: y?.[1],
    partition: chart.hasAttribute("partition") ? 1 : undefined,
    outliers: choices().outliers === false ? "shown" : undefined,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));
}

async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error((await response.text()).trim());
  const link = document.createElement("a");
  link.download = nameOf(response.headers.get("Content-Disposition") ?? "");
  link.href = URL.createObjectURL(await response.blob());
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The file's name in a Content-Disposition header. */
function nameOf(header) {
  const [, encoded] = /filename\*=utf-8''([^;]+)/i.exec(header) ?? [];
  if (encoded) return decodeURIComponent(encoded);
  const [, quoted] = /filename="((?:[^"\\]|\\.)*)"/.exec(header) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? "";
}

/** The paper that was chosen last time. */
function restore(form) {
  try {
    const values = JSON.parse(kept(PAPER) ?? "[]");
    for (const [i, name] of FIELDS.entries()) if (values[i]) form.elements[name].value = values[i];
  } catch {
    // Not ours: the defaults stand.
  }
}

customElements.define("tb-downloads", TbDownloads);
