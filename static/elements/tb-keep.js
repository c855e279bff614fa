// <tb-keep action>: keeps what the address of the page says, so that the next visit begins with it. When the
// address of #cards changes, what is new in it is posted a moment later, at the latest when the page is left.
// The address bar always has it, so that going back leads to what was seen.

import { changed } from "../lib/address.js";

const PAUSE = 400; // milliseconds

class TbKeep extends HTMLElement {
  #known = "";
  #timer = 0;
  #observer = new MutationObserver(() => this.#look());
  #onLeave = () => {
    if (document.visibilityState === "hidden") this.#send();
  };
  #send = () => {
    clearTimeout(this.#timer);
    this.#post();
  };

  connectedCallback() {
    this.#timer = setTimeout(() => this.#begin()); // a page that is gone back to is there beside the other at first
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

  #begin() {
    this.#known = this.#now;
    if (!this.#known) return;
    if (addressOf(location) !== this.#known)
      history.replaceState(history.state, "", this.#known + location.hash);
    const changes = { subtree: true, attributes: true, attributeFilter: ["hx-get"] };
    this.#observer.observe(document.getElementById("main"), changes);
  }

  get #now() {
    return document.getElementById("cards")?.getAttribute("hx-get") ?? "";
  }

  #look() {
    if (this.#now === this.#known) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#send, PAUSE);
  }

  #post() {
    const [before, now] = [this.#known, this.#now];
    if (!before || !now || now === before) return;
    this.#known = now;
    const body = changed(before, now);
    if (![...body].length) return;
    const headers = { "HX-Request": "true" };
    fetch(this.getAttribute("action"), { method: "POST", body, headers, keepalive: true }).catch(() => {
      this.#known = before; // the server is away: with the next change
    });
  }
}

function addressOf({ pathname, search }) {
  return pathname + search;
}

customElements.define("tb-keep", TbKeep);
