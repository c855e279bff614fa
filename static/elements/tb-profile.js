// <tb-profile>: the button of the menu of profiles. Opens the panel that htmx fills, and keeps a copy of pins and
// profiles in this browser (`mirror`), from which a server that has forgotten them gets them back (`restore`).

import { copy as toClipboard } from "../lib/copy.js";
import { keep, kept } from "../lib/kept.js";
import { copy, isCurrent, restored, toRestore } from "../lib/mirror.js";

const PANEL = "profiles-menu";
const CHANGES = ["profile-changed", "cards-changed"];
const PAUSE = 300; // milliseconds
const storage = { get: kept, set: keep, remove: (key) => forget(key) };

class TbProfile extends HTMLElement {
  static observedAttributes = ["version"];

  #listening = null;
  #timer = 0;
  #wasOpen = false;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (type, handler, capture) => document.addEventListener(type, handler, { signal, capture });
    on("pointerdown", () => this.#pressed(), true);
    on("click", (event) => this.#clicked(event));
    for (const type of CHANGES) on(type, () => this.#later(""));
    if (this.hasAttribute("mirror")) this.#arrived();
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(_name, before, after) {
    if (this.#listening && before !== after) this.#later(after);
  }

  get #panel() {
    return document.getElementById(PANEL);
  }

  /** A press outside closes the panel before the click comes: then it stays closed. */
  #pressed() {
    this.#wasOpen = this.#panel?.matches(":popover-open") ?? false;
  }

  #clicked(event) {
    const copies = event.target.closest?.("[data-copies]");
    if (copies) this.#copied(copies);
    const link = event.target.closest?.("#profile-button");
    if (!link || !this.#panel || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (this.#wasOpen) this.#panel.hidePopover();
    else this.#panel.showPopover({ source: link });
    this.#wasOpen = false;
  }

  async #copied(button) {
    const field = document.getElementById(button.dataset.copies);
    const done = await toClipboard(field.value);
    button.textContent = done ? "Copied" : "Select and copy";
    if (!done) field.select();
  }

  /** A page was opened: give back what a server has forgotten, or take a copy of what it has. */
  #arrived() {
    const found = toRestore(storage, this.hasAttribute("known"));
    if (found) this.#restore(found);
    else this.#later(this.getAttribute("version"));
  }

  async #restore(found) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(found);
    const response = await fetch(this.getAttribute("restore"), { method: "POST", headers, body });
    if (!response.ok) {
      say(await response.text());
      return;
    }
    const { restored: count, refused } = await response.json();
    restored(storage, found, refused);
    if (refused.length) say(`Not restored from this browser: ${refused[0]}`);
    else if (count) location.reload();
  }

  #later(version) {
    if (!this.hasAttribute("mirror") || (version !== "" && isCurrent(storage, version))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#copy(), PAUSE);
  }

  async #copy() {
    const answer = await this.#answer();
    if (answer?.mirrored) copy(storage, this.getAttribute("version"), answer);
  }

  async #answer() {
    try {
      const response = await fetch(this.getAttribute("mirror"), { signal: this.#listening.signal });
      return response.ok ? await response.json() : null;
    } catch {
      return null; // the server is away, and what is kept stays
    }
  }
}

function say(sentence) {
  const toast = document.createElement("tb-toast");
  toast.className = "toast toast-error";
  const text = document.createElement("p");
  text.className = "toast-text";
  text.textContent = sentence;
  toast.append(text);
  document.getElementById("toasts")?.replaceChildren(toast);
}

function forget(key) {
  keep(key, "");
  try {
    localStorage.removeItem(key);
  } catch {
    // Refused: then it was kept for the page only.
  }
}

customElements.define("tb-profile", TbProfile);
