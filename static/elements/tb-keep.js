// <tb-keep action>: keeps what the address of the page says, so that the next visit begins with it. When the
// address of #cards changes, what is new in it is posted: at once, so that who leaves the page now finds it kept,
// and where changes follow one another (typing, a slider) a moment after the last one.
// The address bar always has it, so that going back leads to what was seen. `busy` while the server does not have it.

import { changed } from "../lib/address.js";
import { sayInAddress } from "../lib/linked-step.js";

const PAUSE = 400; // milliseconds
const AWAY = 10_000; // until the server is asked again, where it did not answer

class TbKeep extends HTMLElement {
  #known = "";
  #timer = 0;
  #sent = Number.NEGATIVE_INFINITY; // when something was posted last
  #sending = false;
  #observer = new MutationObserver(() => this.#look());
  #onLeave = () => {
    if (document.visibilityState === "hidden") this.#send();
  };
  #send = () => {
    clearTimeout(this.#timer);
    sayInAddress(); // links of the page may be older than what is selected
    this.#post();
  };

  connectedCallback() {
    const { href } = location;
    this.#timer = setTimeout(() => this.#begin(href)); // a page that is gone back to is there beside the other at first
    document.addEventListener("visibilitychange", this.#onLeave);
    addEventListener("beforeunload", this.#send);
    addEventListener("pagehide", this.#send);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    document.removeEventListener("visibilitychange", this.#onLeave);
    removeEventListener("beforeunload", this.#send);
    removeEventListener("pagehide", this.#send);
  }

  #begin(href) {
    this.#known = this.#now;
    if (!this.#known) return;
    // Who has gone on since is at an entry of the history that is not this page's, and htmx has yet to read it.
    if (location.href === href && addressOf(location) !== this.#known)
      history.replaceState(history.state, "", this.#known + location.hash);
    const changes = { subtree: true, attributes: true, attributeFilter: ["hx-get"] };
    this.#observer.observe(document.getElementById("main"), changes);
  }

  get #now() {
    return document.getElementById("cards")?.getAttribute("hx-get") ?? "";
  }

  #look() {
    if (!this.isConnected) return;
    this.toggleAttribute("busy", this.#sending || this.#now !== this.#known);
    clearTimeout(this.#timer);
    if (this.#now === this.#known) return;
    if (this.#sending || performance.now() - this.#sent < PAUSE)
      this.#timer = setTimeout(() => this.#look(), PAUSE);
    else this.#post();
  }

  async #post() {
    const [before, now] = [this.#known, this.#now];
    if (!before || !now || now === before) return;
    this.#known = now;
    const body = changed(before, now);
    if ([...body].length) await this.#keep(body, before);
    this.#look();
  }

  async #keep(body, before) {
    const headers = { "HX-Request": "true" };
    this.#sent = performance.now();
    this.#sending = true;
    try {
      await fetch(this.getAttribute("action"), { method: "POST", body, headers, keepalive: true });
    } catch {
      this.#known = before;
      this.#sent = performance.now() + AWAY;
    }
    this.#sending = false;
  }
}

function addressOf({ pathname, search }) {
  return pathname + search;
}

customElements.define("tb-keep", TbKeep);
