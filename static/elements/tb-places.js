// <tb-places>: cards that stand in an order of their own. A handle (`data-grip`, with `data-card`, its name, and
// `data-place`, where it stands) is dragged, or moved by arrow keys, Home and End. What has moved is sent by the
// form #pin-place; until the server answers, the card stands where it was dropped.

import { placeIn } from "../lib/places.js";

const EDGE = 70; // pixels from the top or the bottom of the window, where it scrolls
const END = 1_000_000;
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -END, End: END };

class TbPlaces extends HTMLElement {
  #drag = null; // { card, grip, x, y, next }: what moves, where in it it is held, what stood after it

  connectedCallback() {
    this.addEventListener("pointerdown", this.#grab);
    this.addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grab);
    this.removeEventListener("keydown", this.#key);
    this.#release();
  }

  connectedMoveCallback() {}

  #key = (event) => {
    const grip = event.target.closest("[data-grip]");
    const step = STEPS[event.key];
    if (event.key === "Escape" && this.#drag) this.#cancel();
    if (!grip || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#send(grip, Math.max(Number(grip.dataset.place) + step, 0));
  };

  #grab = (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    grip.focus();
    const card = this.#cardOf(grip);
    const { left, top } = card.getBoundingClientRect();
    const held = { x: event.clientX - left, y: event.clientY - top };
    this.#drag = { card, grip, next: card.nextElementSibling, ...held };
    card.classList.add("card-dragged");
    this.setPointerCapture(event.pointerId);
    this.addEventListener("pointermove", this.#move);
    this.addEventListener("lostpointercapture", this.#drop);
  };

  #move = ({ clientX, clientY }) => {
    const { card, x, y } = this.#drag;
    if (clientY < EDGE * 2) scrollBy(0, -12);
    else if (clientY > innerHeight - EDGE) scrollBy(0, 12);
    const boxes = [...this.children].map((each) => boxOf(each, each === card));
    const from = [...this.children].indexOf(card);
    const to = placeIn(boxes, from, clientX, clientY);
    if (to !== from) place(this, card, this.children[to > from ? to + 1 : to] ?? null);
    const { left, top } = boxOf(card, true);
    card.style.setProperty("translate", `${clientX - x - left}px ${clientY - y - top}px`);
  };

  #drop = () => {
    if (!this.#drag) return;
    const { card, grip, next } = this.#drag;
    const moved = card.nextElementSibling !== next;
    this.#release();
    if (!moved) return;
    const first = Math.min(...this.#grips().map((each) => Number(each.dataset.place)));
    this.#send(grip, first + [...this.children].indexOf(card));
  };

  #cancel() {
    const { card, next } = this.#drag;
    place(this, card, next);
    this.#release();
  }

  #release() {
    this.removeEventListener("pointermove", this.#move);
    this.removeEventListener("lostpointercapture", this.#drop);
    this.#drag?.card.classList.remove("card-dragged");
    this.#drag?.card.style.removeProperty("translate");
    this.#drag = null;
  }

  #send(grip, to) {
    const form = document.getElementById("pin-place");
    form.elements.card.value = grip.dataset.card;
    form.elements.to.value = String(Math.min(to, END));
    form.requestSubmit();
  }

  #grips() {
    return [...this.querySelectorAll("[data-grip]")];
  }

  #cardOf(grip) {
    return [...this.children].find((card) => card.contains(grip));
  }
}

/** Where a card is laid out, wherever it is dragged to. */
function boxOf(card, isDragged) {
  const box = card.getBoundingClientRect();
  if (!isDragged) return box;
  const [x = 0, y = 0] = getComputedStyle(card).translate.split(" ").map(Number.parseFloat);
  return new DOMRect(box.x - (x || 0), box.y - (y || 0), box.width, box.height);
}

/** Puts a card before another without taking it off the page, where browsers can. */
function place(parent, card, before) {
  if (parent.moveBefore) parent.moveBefore(card, before);
  else parent.insertBefore(card, before);
}

customElements.define("tb-places", TbPlaces);
