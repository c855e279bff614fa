// The page's one heartbeat and its voice: asks for the status while somebody looks, says how fresh the data
// is, and announces `data-changed` when the charts should be drawn anew. Sends `tb-tick`, on which htmx polls.

import { ago } from "../lib/ago.js";
import { reloading } from "../lib/kept.js";

const SECOND = 1000;
const STEADY = 4 * SECOND;
const LOST = ["htmx:error", "htmx:response:error"];
const root = document.documentElement;

class TbStatus extends HTMLElement {
  static observedAttributes = ["version", "loading", "age"];

  #timers = [];
  #polled = 0;
  #announced = 0;
  #freshAt = 0;
  #asked = false;
  #listening = null;
  #isUnkept = false; // a change was lost since the server is away
  #unanswered = null; // the toolbar, where what it asked for was lost

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal });
    on(document, "visibilitychange", () => this.#beat());
    on(document, "click", (event) => this.#clicked(event));
    on(this, "htmx:after:request", (event) => this.#answered(event.detail.ctx.response.status));
    on(this, "htmx:finally:request", () => this.#done());
    for (const type of LOST) on(document, type, (event) => this.#failed(event));
    this.#announced = Date.now();
    this.#timers = [setInterval(() => this.#beat(), SECOND)];
    this.#aged();
  }

  disconnectedCallback() {
    this.#timers.forEach(clearInterval);
    this.#listening.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#listening || before === after) return;
    if (name === "age") this.#aged();
    if (name === "version") this.#changed(this.hasAttribute("loading") || isEmpty());
    if (name === "loading") this.#changed(true);
  }

  /** Once a second: poll where it is time, and count on. */
  #beat() {
    if (document.visibilityState !== "visible") return;
    const now = Date.now();
    if (now - this.#polled >= (this.hasAttribute("loading") ? SECOND : STEADY) - 50) {
      this.#polled = now;
      this.dispatchEvent(new CustomEvent("tb-tick"));
    }
    const { on, period } = reloading();
    if (on && "stale" in root.dataset && now - this.#announced >= period * SECOND) this.#announce();
    this.#say();
  }

  #aged() {
    const age = Number(this.getAttribute("age"));
    this.#freshAt = age < 0 ? 0 : Date.now() - age * SECOND;
  }

  /** There is newer data than the charts show. `now`: draw it at once. */
  #changed(now) {
    root.dataset.stale = "";
    if (now) this.#announce();
  }

  #announce() {
    delete root.dataset.stale;
    this.#announced = Date.now();
    // A morph may be going on: let it end first.
    setTimeout(() => this.dispatchEvent(new CustomEvent("data-changed", { bubbles: true })));
  }

  #clicked(event) {
    if (!event.target.closest?.("[data-reload]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#asked = true;
    this.#polled = 0;
    this.#beat();
  }

  /** Whoever asks for new data gets it, and the status that goes with it. */
  #done() {
    if (!this.#asked) return;
    this.#asked = false;
    this.#announce();
  }

  #answered(status) {
    if (status >= 500 || !("offline" in root.dataset)) return;
    delete root.dataset.offline;
    this.querySelector(".status-alert").textContent = "";
    this.#isUnkept = false;
    const toolbar = this.#unanswered;
    this.#unanswered = null;
    if (!toolbar?.isConnected) return this.#announce();
    // First what was typed or chosen in the meantime: the cards then ask again for what they show.
    toolbar.addEventListener("htmx:finally:request", () => this.#announce(), { once: true });
    toolbar.requestSubmit();
  }

  #failed(event) {
    const status = event.detail?.ctx?.response?.status;
    if (status && status < 500) return;
    root.dataset.offline = "";
    this.#unanswered = event.target.closest?.("#toolbar") ?? this.#unanswered;
    this.#isUnkept ||= isChange(event.detail?.ctx?.request);
    const alert = this.querySelector(".status-alert");
    const what = this.#isUnkept ? "your last change is not kept" : "trying again";
    const text = `${status ? "Server error" : "Connection lost"}, ${what}`;
    if (alert.textContent !== text) alert.textContent = text;
  }

  #say() {
    const text = this.querySelector(".status-text");
    if (!text || !this.#freshAt || this.hasAttribute("loading") || this.hasAttribute("waiting")) return;
    text.textContent = `updated ${ago((Date.now() - this.#freshAt) / SECOND)}`;
  }
}

/** Whether a request would have changed what is kept. */
const isChange = (request) => Boolean(request) && request.method !== "GET";

/** While there is nothing to look at, nothing can move under the pointer: what comes is shown at once. */
const isEmpty = () => document.querySelector("[data-empty]") !== null;

customElements.define("tb-status", TbStatus);
