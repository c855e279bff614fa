// <tb-sound base asked key label>: a sound of a card at the step that the card's slider says, with its waveform and
// spectrogram, in which a press goes to a place. Facts and label are asked for when it comes near the window.

import { whileNear } from "../lib/near.js";

const SKIP = 0.05; // of the length, for a key
const playing = new Set();

class TbSound extends HTMLElement {
  #key = "";
  #seconds = null;
  #asked = ""; // the key whose facts were asked for
  #isNear = false;
  #gone = new AbortController();
  #frame = 0;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#key ||= this.getAttribute("key");
    const card = this.closest(".card");
    card?.addEventListener("tb-step", ({ detail }) => this.#show(detail.key), { signal });
    card?.addEventListener("click", (event) => this.#pointFile(event), { signal, capture: true });
    for (const name of ["play", "pause", "ended", "seeked"]) {
      this.#player.addEventListener(name, () => this.#follow(), { signal });
    }
    this.#player.addEventListener("play", () => this.#alone(), { signal });
    this.#player.addEventListener("error", () => this.#failed(), { signal });
    for (const image of this.#images)
      image.addEventListener("error", () => this.#drew(image, false), { signal });
    for (const image of this.#images)
      image.addEventListener("load", () => this.#drew(image, true), { signal });
    this.#prepare(signal);
    const leave = whileNear(this, (isNear) => this.#near(isNear));
    signal.addEventListener("abort", leave);
    playing.add(this);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#player.pause();
    cancelAnimationFrame(this.#frame);
    playing.delete(this);
    this.#asked = "";
  }

  /** Stops, for another one plays. */
  pause() {
    this.#player.pause();
  }

  get #player() {
    return this.querySelector("audio");
  }

  get #drawings() {
    return this.querySelector(".sound-drawings");
  }

  get #images() {
    return this.querySelectorAll(".sound-drawing");
  }

  get #length() {
    const { duration } = this.#player;
    return Number.isFinite(duration) ? duration : this.#seconds;
  }

  /** The drawings are a slider over the sound. */
  #prepare(signal) {
    const drawings = this.#drawings;
    drawings.tabIndex = 0;
    drawings.setAttribute("role", "slider");
    drawings.setAttribute("aria-label", `Position in ${this.getAttribute("label")}`);
    for (const [name, value] of [
      ["valuemin", 0],
      ["valuemax", 100],
      ["valuenow", 0],
    ]) {
      drawings.setAttribute(`aria-${name}`, String(value));
    }
    drawings.addEventListener("pointerdown", (event) => this.#pressed(event), { signal });
    drawings.addEventListener("keydown", (event) => this.#typed(event), { signal });
    for (const image of this.#images)
      if (image.complete && image.currentSrc) this.#drew(image, image.naturalWidth > 0);
  }

  #pressed(event) {
    if (event.button) return;
    const box = this.#drawings.getBoundingClientRect();
    this.#seek((event.clientX - box.left) / box.width);
  }

  #typed(event) {
    const by = { ArrowLeft: -SKIP, ArrowDown: -SKIP, ArrowRight: SKIP, ArrowUp: SKIP }[event.key];
    const here = this.#length ? this.#player.currentTime / this.#length : 0;
    if (by) this.#seek(here + by);
    else if (event.key === "Home") this.#seek(0);
    else if (event.key === "End") this.#seek(1);
    else if (event.key === " " || event.key === "Enter") this.#toggle();
    else return;
    event.preventDefault();
  }

  #toggle() {
    if (this.#player.paused) this.#player.play().catch(() => {});
    else this.#player.pause();
  }

  #seek(part) {
    if (!this.#length) return this.#toggle();
    this.#player.currentTime = Math.min(Math.max(part, 0), 1) * this.#length;
    this.#follow();
  }

  #alone() {
    for (const other of playing) if (other !== this) other.pause();
  }

  /** Draws where it is, as long as it plays. */
  #follow() {
    cancelAnimationFrame(this.#frame);
    const head = this.querySelector(".sound-head");
    const part = this.#length ? this.#player.currentTime / this.#length : 0;
    head.hidden = part === 0 && this.#player.paused;
    head.style.left = `${100 * Math.min(part, 1)}%`;
    this.#drawings.setAttribute("aria-valuenow", String(Math.round(100 * part)));
    this.#drawings.setAttribute("aria-valuetext", `${this.#player.currentTime.toFixed(1)} seconds`);
    if (!this.#player.paused && !this.#player.ended)
      this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #address(what, key = this.#key) {
    return `${this.getAttribute("base")}${what}?${this.getAttribute("asked")}&key=${key}`;
  }

  #show(key) {
    if (key === this.#key) return;
    this.#key = key;
    const goesOn = !this.#player.paused;
    this.#error("");
    this.#player.src = this.#address("sound");
    if (goesOn) this.#player.play().catch(() => {});
    for (const image of this.#images) {
      image.src = `${this.#address(`${image.dataset.drawing}.png`)}&theme=${image.dataset.themeOf}`;
    }
    this.#follow();
    this.#near(this.#isNear);
  }

  #near(isNear) {
    this.#isNear = isNear;
    if (isNear && this.#asked !== this.#key) this.#tell();
  }

  async #tell() {
    const key = this.#key;
    this.#asked = key;
    try {
      const response = await fetch(this.#address("facts"), { signal: this.#gone.signal });
      if (!response.ok) throw new Error(await response.text());
      const facts = await response.json();
      if (key !== this.#key) return;
      this.#seconds = facts.seconds;
      this.querySelector(".sound-facts").textContent = facts.text;
      this.querySelector(".sound-label").innerHTML = facts.label; // made safe by the server
      this.#error(facts.problem);
    } catch (error) {
      this.#asked = "";
      if (!this.#gone.signal.aborted) this.#error(`This sound could not be loaded: ${error.message}`);
    }
  }

  /** The player gave up; what the server knows to be wrong is said already. */
  #failed() {
    if (this.querySelector(".card-error").hidden) {
      this.#error("This browser cannot play the sound. It can be downloaded.");
    }
  }

  #error(text) {
    const error = this.querySelector(".card-error");
    error.textContent = text;
    error.hidden = !text;
    if (text) this.querySelector(".sound-undrawn").hidden = true;
  }

  /** Whether there is a drawing; where there is none and nothing is wrong with the sound, the server says why. */
  async #drew(image, isDrawn) {
    image.classList.toggle("sound-failed", !isDrawn);
    const reason = this.querySelector(".sound-undrawn");
    reason.hidden = isDrawn || !this.querySelector(".card-error").hidden;
    if (reason.hidden) return;
    const response = await fetch(image.src, { signal: this.#gone.signal }).catch(() => null);
    if (response && !response.ok) reason.textContent = (await response.text()).trim();
  }

  /** The link to the file leads to the sound that is shown. */
  #pointFile(event) {
    const link = event.target.closest?.("[data-file]");
    if (link) link.href = this.#address("file");
  }
}

customElements.define("tb-sound", TbSound);
