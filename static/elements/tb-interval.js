// <tb-interval>: a slider with two handles above a pair of fields, the least and the greatest; each follows the other.
// A handle at its end leaves the field empty: there is no limit. Arrow keys, Home and End move a handle, a press
// beside them brings the nearer one. Fields for moments, which say theirs in `data-at`, are in this browser's zone;
// what is sent of them is seconds since 1970.
//
//   low, high   the ends of the slider; whole: whether values are whole numbers

import { placeOf, valueAt } from "../lib/interval.js";
import { read, written } from "../lib/limits.js";
import { formatMoment } from "../lib/moment.js";

const PLACES = 200;
const NAMES = ["Least", "Greatest"];

class TbInterval extends HTMLElement {
  #ends = [];
  #handles = [];
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    for (const field of this.#fields) if (field.name && isMoment(field)) sendSeconds(field);
    this.addEventListener("input", ({ target }) => this.#moved(target), { signal: this.#gone.signal });
    this.#ends = ["low", "high"].map((name) => Number.parseFloat(this.getAttribute(name)));
    if (this.#ends.every(Number.isFinite) && this.#ends[0] < this.#ends[1]) this.#addTrack();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.querySelector(".interval")?.remove();
    this.#handles = [];
  }

  #addTrack() {
    this.#handles = NAMES.map(handle);
    const track = document.createElement("div");
    track.className = "interval";
    track.append(...this.#handles);
    this.prepend(track);
    const { signal } = this.#gone;
    track.addEventListener("pointerdown", (event) => this.#pressed(event, track), { signal });
    this.#follow();
  }

  get #fields() {
    return [...this.querySelectorAll("input:is([type=number], [type=datetime-local])")];
  }

  #moved(input) {
    const side = this.#handles.indexOf(input);
    if (side >= 0) this.#write(side);
    for (const field of this.#fields)
      if (isMoment(field)) field.nextElementSibling.value = saidBy(field) ?? "";
    if (this.#handles.length) this.#follow();
  }

  /** What the handle of a side says goes into its field; it does not pass the other one. */
  #write(side) {
    const [least, greatest] = this.#handles.map(({ value }) => Number(value));
    const place = side ? Math.max(least, greatest) : Math.min(least, greatest);
    const isEnd = place === side * PLACES;
    const value = valueAt(place / PLACES, this.#ends, this.hasAttribute("whole"));
    this.#handles[side].value = String(place);
    const field = this.#fields[side];
    field.value = isEnd ? "" : isMoment(field) ? written(value, field.type) : String(value);
  }

  /** The handles go to where the fields say. */
  #follow() {
    const said = this.#fields.map(saidBy);
    const places = said.map((value, side) => (value === null ? side : placeOf(value, this.#ends)));
    for (const [side, handle] of this.#handles.entries()) {
      if (document.activeElement !== handle) handle.value = String(Math.round(places[side] * PLACES));
      const text = textOf(this.#fields[side], said[side] ?? this.#ends[side]);
      handle.setAttribute("aria-valuetext", said[side] === null ? `no limit, ${text}` : text);
    }
    this.#handles[0].toggleAttribute("data-ui-above", places[0] > 0.5); // whichever can still move
    const track = this.#handles[0].parentElement;
    track.style.setProperty("--from", String(places[0]));
    track.style.setProperty("--to", String(places[1]));
  }

  /** A press beside the handles. */
  #pressed(event, track) {
    if (event.target !== track || event.button !== 0) return;
    const { left, width } = track.getBoundingClientRect();
    const place = ((event.clientX - left) / width) * PLACES;
    const [near] = this.#handles.toSorted((a, b) => Math.abs(a.value - place) - Math.abs(b.value - place));
    event.preventDefault();
    near.focus();
    near.value = String(Math.round(place));
    for (const type of ["input", "change"]) near.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function handle(name) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: "0", max: String(PLACES), step: "1" });
  input.setAttribute("aria-label", name);
  return input;
}

const isMoment = (field) => field.type === "datetime-local";
const saidBy = (field) => read(field.value, field.type);
const textOf = (field, value) => (isMoment(field) ? formatMoment(value) : String(value));

/** What is sent of a moment stands beside its field. */
function sendSeconds(field) {
  const { at } = field.dataset;
  const sent = document.createElement("input");
  Object.assign(sent, { type: "hidden", name: field.name, value: at });
  field.removeAttribute("name");
  field.value = written(at ? Number(at) : null, field.type);
  field.after(sent);
}

customElements.define("tb-interval", TbInterval);
