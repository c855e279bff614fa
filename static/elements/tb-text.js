// <tb-text>: the steps of one text, as the server sets them. Fetches them when near the viewport; links and forms
// in them that are marked with `data-part` are followed within the card. Without scripts they lead to pages.
//
//   src       where the steps come from
//   version   names the data; when it changes what is shown is fetched again
//   label     the tag and the run, spoken

import { whileNear } from "../lib/near.js";
import { toldOf } from "../lib/told.js";

const PART = { "HX-Request": "true", "HX-Target": "tb-text#text" };

class TbText extends HTMLElement {
  static observedAttributes = ["src", "version"];

  #near = false;
  #stale = true;
  #shown = ""; // the address of what is shown
  #request = null;
  #ending = null;
  #away = null;

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("change", (event) => this.#submitted(event), { signal });
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.#stale = true;
    this.#away = whileNear(this, (near) => {
      this.#near = near;
      this.#refreshIfStale();
    });
  }

  disconnectedCallback() {
    this.#ending?.abort();
    this.#request?.abort();
    this.#away?.();
    this.#near = false;
    this.#shown = "";
  }

  connectedMoveCallback() {}

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#ending) return;
    if (name === "src") this.#shown = "";
    this.#stale = true;
    queueMicrotask(() => this.#refreshIfStale());
  }

  #refreshIfStale() {
    if (!this.#stale || !this.#near || !this.isConnected) return;
    this.#stale = false;
    this.#load(this.#shown || this.getAttribute("src"));
  }

  #clicked(event) {
    const link = event.target.closest("[data-part]");
    if (link?.localName !== "a" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#load(link.href, true);
  }

  #submitted(event) {
    const form = event.target.closest("form[data-part]");
    if (!form) return;
    event.preventDefault();
    this.#load(`${form.action}?${new URLSearchParams(new FormData(form))}`, true);
  }

  async #load(url, isFollowed = false) {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: PART, signal });
      const text = await response.text();
      if (!response.ok) throw new Error(text.trim());
      this.innerHTML = text;
      this.#shown = url;
      if (isFollowed) this.#arrive();
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error, url);
    }
    this.removeAttribute("aria-busy");
  }

  /** Whoever followed a link goes on reading where it led. */
  #arrive() {
    this.scrollTop = 0;
    this.tabIndex = -1;
    this.focus({ preventScroll: true });
  }

  #fail(error, url) {
    const note = document.createElement("p");
    const button = document.createElement("button");
    note.className = "text-note";
    note.setAttribute("role", "alert");
    note.textContent = `${toldOf(error)} `;
    button.type = "button";
    button.className = "text-button";
    button.textContent = "Retry";
    button.addEventListener("click", () => this.#load(url));
    note.append(button);
    this.replaceChildren(note);
  }
}

customElements.define("tb-text", TbText);
