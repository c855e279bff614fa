// Mouse, touch and keys on a picture, as what they mean: closer at a place, pulled by so much, all of it again.

const STEP = 1.5; // closer, for a key
const PULL = 40; // pixels, for a key
const STILL = 4; // pixels: less is a click

/**
 * Listens on a stage until the signal says stop. what: `zoom(factor, at)`, `pull(dx, dy)`, `reset()`, `click()`,
 * `hover(at or null)`, `hint()`, `isZoomed()`, `step(by)`; places are pixels in the stage.
 */
export function listen(stage, what, signal) {
  const on = (name, act, options) => stage.addEventListener(name, act, { signal, ...options });
  const pointers = new Pointers(stage, what);
  on("pointerdown", (event) => pointers.down(event));
  on("pointermove", (event) => pointers.move(event));
  for (const name of ["pointerup", "pointercancel"]) on(name, (event) => pointers.up(event, name));
  on("pointerleave", () => what.hover(null));
  on("dblclick", () => what.reset());
  on("keydown", (event) => pressed(event, stage, what));
  on("wheel", (event) => turned(event, stage, what), { passive: false });
}

function turned(event, stage, what) {
  if (!event.altKey && !event.ctrlKey) return what.hint();
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
  what.zoom(2 ** (-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.004)), placeOf(event, stage));
}

function pressed(event, stage, what) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
  const middle = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
  const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const arrow = arrows[event.key];
  if (event.key === "+" || event.key === "=") what.zoom(STEP, middle);
  else if (event.key === "-") what.zoom(1 / STEP, middle);
  else if (event.key === "0") what.reset();
  else if (event.key === "Enter") what.click();
  else if (arrow && what.isZoomed()) what.pull(arrow[0] * PULL, arrow[1] * PULL);
  else if (arrow?.[0]) what.step(-arrow[0]);
  else return;
  event.preventDefault();
}

/** What is pressed on the stage: one that pulls, or two fingers that pinch. */
class Pointers {
  #down = new Map();
  #moved = 0;
  #stage;
  #what;

  constructor(stage, what) {
    this.#stage = stage;
    this.#what = what;
  }

  down(event) {
    if (event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    if (!this.#down.size) this.#moved = 0;
    this.#down.set(event.pointerId, placeOf(event, this.#stage));
    if (this.#what.isZoomed() || this.#down.size > 1) this.#stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    const now = placeOf(event, this.#stage);
    const before = this.#down.get(event.pointerId);
    if (!before) return event.pointerType === "touch" || this.#what.hover(now);
    const by = { x: now.x - before.x, y: now.y - before.y };
    this.#moved += Math.abs(by.x) + Math.abs(by.y);
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.#pinch(before, now, other);
    else if (event.pointerType !== "touch" && this.#what.isZoomed()) this.#what.pull(by.x, by.y);
    this.#down.set(event.pointerId, now);
  }

  up(event, name) {
    const was = this.#down.delete(event.pointerId);
    const isClick = was && name === "pointerup" && event.button === 0 && this.#moved < STILL;
    if (isClick && !this.#down.size && !this.#what.isZoomed()) this.#what.click();
  }

  #pinch(before, now, other) {
    const apart = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    const middle = (one) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
    const [from, to] = [middle(before), middle(now)];
    this.#what.zoom(apart(now) / apart(before), to);
    this.#what.pull(to.x - from.x, to.y - from.y);
  }
}

function placeOf(event, stage) {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
