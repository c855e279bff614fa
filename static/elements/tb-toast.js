// <tb-toast>: what has just happened, and the button that undoes it. Goes by itself, but never from under the
// pointer or the focus; one with `stays` goes when it is closed. The server sends it into #toasts, a live region.

const TIME = 10_000; // milliseconds

class TbToast extends HTMLElement {
  #timer = 0;
  #onClick = (event) => {
    if (event.target.closest("[data-close]")) this.remove();
  };
  #hold = () => clearTimeout(this.#timer);
  #release = () => {
    this.#hold();
    if (!this.hasAttribute("stays")) this.#timer = setTimeout(() => this.#go(), TIME);
  };

  connectedCallback() {
    this.addEventListener("click", this.#onClick);
    this.addEventListener("pointerenter", this.#hold);
    this.addEventListener("pointerleave", this.#release);
    this.addEventListener("focusin", this.#hold);
    this.addEventListener("focusout", this.#release);
    this.#release();
  }

  disconnectedCallback() {
    this.#hold();
    this.removeEventListener("click", this.#onClick);
    this.removeEventListener("pointerenter", this.#hold);
    this.removeEventListener("pointerleave", this.#release);
    this.removeEventListener("focusin", this.#hold);
    this.removeEventListener("focusout", this.#release);
  }

  #go() {
    if (this.matches(":hover, :focus-within")) this.#release();
    else this.remove();
  }
}

customElements.define("tb-toast", TbToast);
