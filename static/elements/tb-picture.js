// <tb-picture base key label>: a picture of a card at the step that the card's slider says. It can be zoomed and
// pulled, alone or with all others of the page; says which pixel is under the pointer; and where there is nothing to
// show, why. Large pictures come as a smaller copy until somebody looks closer.

import { pixelAt, WHOLE } from "../lib/picture-view.js";
import { colorText, Pixels } from "./picture/pixels.js";
import { Stage } from "./picture/stage.js";

const FIT = 1024; // pixels of the longer side of a copy
const HINT = 3000; // milliseconds

class TbPicture extends HTMLElement {
  #key = "";
  #stage = null;
  #isWhole = false; // the picture itself, not a copy
  #pixels = new Pixels();
  #gone = new AbortController();
  #timer = 0;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#key ||= this.getAttribute("key");
    const stage = this.querySelector(".picture-stage");
    stage.setAttribute("aria-label", `${this.getAttribute("label")}. Plus and minus zoom, arrows move.`);
    this.#stage = new Stage(stage, this.#image, this, signal);
    this.#image.addEventListener("load", () => this.#loaded(), { signal });
    this.#image.addEventListener("error", () => this.#failed(), { signal });
    this.#card.addEventListener("tb-step", (event) => this.#show(event.detail), { signal });
    this.#card.addEventListener("click", (event) => this.#pointFile(event), { signal, capture: true });
    if (!this.#image.complete || !this.#image.currentSrc) return;
    if (this.#image.naturalWidth) this.#loaded();
    else this.#failed();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#pixels.forget();
    clearTimeout(this.#timer);
  }

  /** All of it again; the key `z`. */
  reset() {
    this.#stage.look(WHOLE);
  }

  /** What copies of the card are known by. */
  get subject() {
    return this.getAttribute("base");
  }

  /** Pixels of the picture, or of the copy that stands for it. */
  get size() {
    return { width: this.#image.naturalWidth || 1, height: this.#image.naturalHeight || 1 };
  }

  /** In actual size it is scrolled, not zoomed. */
  get isFixed() {
    return this.hasAttribute("data-ui-actual") || this.closest("[data-actual]") !== null;
  }

  /** A click shows it in actual size, or fits it again; where there is no copy, the picture itself. */
  click() {
    if (this.#isFailed && !this.#isWhole) return this.closer();
    if (this.closest("[data-actual]")) return;
    this.toggleAttribute("data-ui-actual");
    if (this.isFixed) this.closer();
    this.#stage.draw();
  }

  step(by) {
    this.#card.querySelector("tb-step-slider")?.step(by);
  }

  /** Somebody wants to see each pixel. */
  closer() {
    if (!this.#mayBeCopy) return;
    this.#isWhole = true;
    this.#fetch(this.#address(this.#key));
  }

  hover(at) {
    if (!at || !this.#image.naturalWidth || this.isFixed) return this.#tell();
    if (this.#mayBeCopy) return this.closer();
    const pixel = pixelAt(this.#stage.view, at, this.#stage.room, this.size);
    const color = pixel && this.#pixels.at(this.#image, pixel);
    return this.#tell(color ? `x ${pixel.x}, y ${pixel.y}: ${colorText(color)}` : "");
  }

  hint() {
    this.#tell("Alt + scroll to zoom");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), HINT);
  }

  get #image() {
    return this.querySelector("img");
  }

  get #isFailed() {
    return this.#image.classList.contains("picture-failed");
  }

  get #card() {
    return this.closest(".card") ?? this;
  }

  /** What has as many pixels as a copy has may be one, and so may what did not come. */
  get #mayBeCopy() {
    if (this.#isWhole) return false;
    return this.#isFailed || Math.max(this.size.width, this.size.height) === FIT;
  }

  #address(key, whole = this.#isWhole) {
    return `${this.getAttribute("base")}&key=${key}${whole ? "" : `&fit=${FIT}`}`;
  }

  #show({ key, step, ahead }) {
    if (key === this.#key && this.#image.getAttribute("src")) return;
    this.#key = key;
    this.#image.alt = `${this.getAttribute("label")}, step ${step}`;
    this.#fetch(this.#address(key));
    if (ahead) new Image().src = this.#address(ahead);
  }

  /** What is there stays until this has come; if that takes more than a moment, the stage shows that it does. */
  #fetch(address) {
    this.setAttribute("data-ui-busy", "");
    this.#image.src = address;
  }

  #loaded() {
    this.removeAttribute("data-ui-busy");
    this.#error("");
    this.#stage.draw();
    this.#tell();
    if (this.isFixed || this.#stage.view.zoom > 1) this.closer();
  }

  async #failed() {
    this.removeAttribute("data-ui-busy");
    const address = this.#image.src;
    const { signal } = this.#gone;
    try {
      const response = await fetch(address, { signal });
      const text = response.ok
        ? "This picture is damaged: the browser cannot draw it."
        : await response.text();
      if (address === this.#image.src) this.#error(text.trim());
    } catch (error) {
      if (!signal.aborted) this.#error(`This picture could not be loaded: ${error.message}`);
    }
  }

  #error(text) {
    const error = this.querySelector(".card-error");
    error.textContent = text;
    error.hidden = !text;
    this.#image.classList.toggle("picture-failed", Boolean(text));
    if (text) this.querySelector(".picture-facts").textContent = "";
  }

  #tell(more = "") {
    const { naturalWidth, naturalHeight } = this.#image;
    const size = naturalWidth && !this.#mayBeCopy ? `${naturalWidth} × ${naturalHeight}` : "";
    this.querySelector(".picture-facts").textContent = [size, more].filter(Boolean).join("  ·  ");
  }

  /** The link to the file leads to the picture that is shown. */
  #pointFile(event) {
    const link = event.target.closest?.("[data-file]");
    if (link) link.href = this.#address(this.#key, true).replace("/picture?", "/file?");
  }
}

customElements.define("tb-picture", TbPicture);
