// <tb-step-slider src version count first step time key subject>: a slider over the steps of a card. It asks `src`
// for them when somebody comes near, and says `tb-step` with `{at, step, time, key, ahead}` whenever another is
// shown; `ahead` is the key of the one that comes next if somebody goes on in the same direction. At the newest step it stays there when new ones come; anywhere else it stays where it is.

import { choices } from "../lib/choices.js";
import { formatWall } from "../lib/format.js";
import { choose, join } from "../lib/linked-step.js";
import { nearestTo, partOf, placeOf, placeWithin, stepText } from "../lib/steps.js";

class TbStepSlider extends HTMLElement {
  static observedAttributes = ["version"];

  #at = 0;
  #told = null; // { version, steps, numbers, times, keys }
  #asked = null; // the promise of it
  #card = null;
  #leave = null;
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#at = this.#last;
    this.#card = this.closest(".card") ?? this;
    this.addEventListener("input", () => this.#moved(Number(this.#input.value)), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    for (const near of ["pointerenter", "focusin"]) {
      this.#card.addEventListener(near, () => this.#load(), { signal, once: true });
    }
    this.#write(this.#newest);
    this.#leave = join({
      subject: this.getAttribute("subject"),
      onStep: (selection) => this.#follow(selection),
      steps: () => [Number(this.getAttribute("first")), Number(this.getAttribute("step"))],
    });
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#leave?.();
    this.#asked = null;
  }

  attributeChangedCallback(_name, before) {
    // The other attributes are changed in the same breath, some of them after this one.
    if (before !== null && this.isConnected) queueMicrotask(() => this.#grown());
  }

  /** Goes on or back by so many steps, as the keys do. */
  step(by) {
    this.#moved(Math.min(Math.max(this.#at + by, 0), this.#last));
  }

  /** Goes to a step, or to the one that is nearest to it. */
  async seek(step) {
    if (!(await this.#load())) return;
    this.#moved(nearestTo(this.#told.numbers, step));
  }

  get #last() {
    return Number(this.getAttribute("count")) - 1;
  }

  get #input() {
    return this.querySelector("input");
  }

  get #newest() {
    const time = Number(this.getAttribute("time"));
    const text = this.getAttribute("step");
    const step = Number.isSafeInteger(Number(text)) ? Number(text) : text;
    return { at: this.#last, step, time, key: this.getAttribute("key") };
  }

  #clicked(event) {
    const button = event.target.closest("[data-by]");
    if (button) this.step(Number(button.dataset.by));
  }

  async #moved(at) {
    if (at === this.#at) return;
    const direction = Math.sign(at - this.#at);
    this.#at = at; // at once, so that the next key press goes on from here
    this.#input.value = String(at);
    if (at !== this.#last && !(await this.#load())) return;
    if (at !== this.#at) return;
    this.#note("");
    this.#show(direction);
    this.#select();
  }

  /** Tells the other cards. At the newest step of a card by itself nothing is selected: it follows the newest. */
  #select() {
    const { linkSteps, stepRange } = choices();
    if (linkSteps && stepRange) return;
    const step = Number(this.#shown.step);
    const follows = !linkSteps && this.#at === this.#last;
    choose(this.getAttribute("subject"), follows ? null : { start: step, end: null });
  }

  /** Another card selected a step, or a range of steps. */
  async #follow(selection) {
    this.#note("");
    this.#mark(null);
    if (!selection || !(await this.#load()) || !this.isConnected) return;
    const { numbers } = this.#told;
    const { start, end } = selection;
    if (end !== null) this.#mark(partOf(numbers, selection));
    const place =
      end === null ? placeOf(numbers, start, this.#at) : placeWithin(numbers, selection, this.#at);
    if (!place) return this.#note(`No step near ${stepText(start)} here`);
    if (!place.exact) this.#note(`Nearest to step ${stepText(start)}`);
    if (place.at === this.#at) return;
    this.#at = place.at;
    this.#show();
  }

  /** The slider shows which part of it is selected, `[from, to]` of 0 to 1; null: none. */
  #mark(part) {
    const input = this.#input;
    input.toggleAttribute("data-ui-part", part !== null);
    for (const [i, name] of ["--part-from", "--part-to"].entries()) {
      if (part) input.style.setProperty(name, String(part[i]));
      else input.style.removeProperty(name);
    }
  }

  get #shown() {
    if (this.#at === this.#last || !this.#told) return this.#newest;
    const { steps, times, keys } = this.#told;
    const at = Math.min(this.#at, keys.length - 1);
    return { at, step: steps[at], time: times[at], key: keys[at] };
  }

  #show(direction = 0) {
    const shown = this.#shown;
    this.#write(shown);
    const ahead = direction ? this.#told?.keys[shown.at + direction] : undefined;
    this.dispatchEvent(new CustomEvent("tb-step", { bubbles: true, detail: { ...shown, ahead } }));
  }

  #write({ at, step, time }) {
    const text = stepText(step);
    this.querySelector(".steps-step strong").textContent = text;
    const when = this.querySelector("time");
    if (when) when.textContent = Number.isFinite(time) ? formatWall(time) : "";
    this.querySelector(".steps-count").textContent = `${stepText(at + 1)} of ${stepText(this.#last + 1)}`;
    this.querySelector(".steps-row").hidden = this.#last < 1;
    this.#input.max = String(this.#last);
    this.#input.value = String(at);
    this.#input.setAttribute("aria-valuetext", `step ${text}`);
  }

  #note(text) {
    const note = this.querySelector(".steps-note");
    if (note.textContent !== text) note.textContent = text;
  }

  /** There are other samples than before. */
  async #grown() {
    const before = this.#told;
    const followed = !before || this.#at >= Number(before.keys.length - 1);
    const key = followed ? null : before.keys[this.#at];
    this.#asked = null;
    if (followed) {
      this.#told = null;
      this.#at = this.#last;
      return this.#show();
    }
    if (!(await this.#load())) return;
    const at = this.#told.keys.indexOf(key);
    this.#at = at < 0 ? this.#last : at;
    if (at < 0) this.#show();
    else this.#write(this.#shown);
  }

  /** Whether the steps are known now. */
  #load() {
    this.#asked ??= this.#fetch();
    return this.#asked;
  }

  async #fetch() {
    const version = this.getAttribute("version");
    try {
      const response = await fetch(`${this.getAttribute("src")}&v=${version}`, { signal: this.#gone.signal });
      if (!response.ok) throw new Error(await response.text());
      const told = await response.json();
      this.#told = { ...told, version, numbers: told.steps.map(Number), times: told.times.map(Number) };
      return true;
    } catch (error) {
      this.#asked = null; // the next move asks again
      if (!this.#gone.signal.aborted) this.#note(`The steps could not be loaded: ${error.message}`);
      return false;
    }
  }
}

customElements.define("tb-step-slider", TbStepSlider);
