// The keyboard map, and the buttons that show, hide and widen the list of runs. The element is the map itself.

import { beside } from "../lib/beside.js";
import { runsAreSheet, runsAreShown, runsAreWide, showRuns, widenRuns } from "./runs/room.js";

const NUDGE = 0.05;
const HEADERS = 160; // pixels that stay on top of the page, and a bit of the card below them
const CARD = ".card:has(:focus-visible), .card:hover";
const ZOOMS = ":is(tb-line-chart, tb-picture, tb-histogram, tb-distribution)";
const focus = (id) => {
  const field = document.getElementById(id);
  field?.focus();
  field?.select();
};
const smooth = (by) => document.querySelector("tb-smoothing")?.step(by);

const KEYS = {
  "/": () => {
    widenRuns(false);
    focus("tag-filter");
  },
  r: () => {
    showRuns(true);
    focus("run-filter");
  },
  "[": () => smooth(-NUDGE),
  "]": () => smooth(NUDGE),
  l: () => document.querySelector(`:is(${CARD}) [data-next-scale]`)?.click(),
  p: () => document.querySelector(`:is(${CARD}) [data-pin]`)?.click(),
  u: () => document.querySelector("tb-toast form")?.requestSubmit(),
  z: () => document.querySelector(`:is(${CARD}) ${ZOOMS}`)?.reset(),
  ",": () => document.querySelector(`:is(${CARD}) tb-step-slider`)?.step(-1),
  ".": () => document.querySelector(`:is(${CARD}) tb-step-slider`)?.step(1),
  "\\": () => showRuns(!runsAreShown()),
  "|": () => widenRuns(!runsAreWide()),
  s: () => document.getElementById("settings-button")?.click(),
  "?": () => document.getElementById("keys").togglePopover(),
};

class TbKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("click", onClick);
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (walk(event)) return;
  if (event.key === "Escape" && !event.defaultPrevented && !panelIsOpen()) leaveRuns();
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** Arrows lead from card to card, left and right into them; Enter makes the one with the focus large. */
function walk(event) {
  const { activeElement: at } = document;
  const isFree = at === document.body || at?.id === "main";
  if (at?.matches(".card") && event.key === "Enter") {
    (at.closest(".slot") ?? at).querySelector("[data-expand]")?.click();
  } else if (event.key.startsWith("Arrow") && at?.matches(".card")) {
    const cards = [...document.querySelectorAll("main .card")];
    const boxes = cards.map((card) => card.getBoundingClientRect());
    show(cards[beside(boxes, cards.indexOf(at), event.key)]);
  } else if (isFree && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const cards = [...document.querySelectorAll("main .card")];
    show(cards.find((card) => card.getBoundingClientRect().bottom > HEADERS));
  } else return false;
  event.preventDefault();
  return true;
}

function show(card) {
  card?.focus({ preventScroll: true, focusVisible: true });
  card?.scrollIntoView({ block: "nearest" });
}

/** Escape closes what lies on top first. */
const panelIsOpen = () => document.querySelector(":is(.menu, .popover):popover-open") !== null;

function onClick(event) {
  if (event.target.closest("[data-toggle-settings], .skip")) widenRuns(false);
  if (event.target.closest("[data-toggle-runs]")) showRuns(!runsAreShown());
  else if (event.target.closest("[data-widen-runs]")) widenRuns(!runsAreWide());
  else if (runsAreSheet() && !event.target.closest("#runs-panel")) showRuns(false);
}

/** From the whole page to its part of it; from a sheet to none. */
function leaveRuns() {
  if (runsAreWide()) widenRuns(false);
  else if (runsAreSheet()) showRuns(false);
}

function isTyping(target) {
  return target.matches(
    "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]",
  );
}

customElements.define("tb-keys", TbKeys);
