// A picture or canvas in its stage: where it lies, and how it is moved there by mouse, touch and keys, alone or with
// all others of the page.

import { join, looked } from "../../lib/linked-view.js";
import { fitted, placed, pulled, WHOLE, zoomed } from "../../lib/picture-view.js";
import { listen } from "./gestures.js";

export class Stage {
  view = WHOLE;
  #element;
  #inner;
  #owner;
  #member;

  /**
   * element: the stage; inner: what lies in it; until the signal says stop. owner: `subject`, if its card may have
   * copies, `size` of the picture in pixels,
   * `isFixed` while it is not zoomed, `click()`, `step(by)`, `hover(at or null)`, `hint()` and `closer()`, which is
   * called when somebody looks closer.
   */
  constructor(element, inner, owner, signal) {
    this.#element = element;
    this.#inner = inner;
    this.#owner = owner;
    element.tabIndex = 0;
    element.setAttribute("role", "group");
    listen(element, this.#gestures, signal);
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(element);
    this.#member = { subject: owner.subject, look: (view) => this.#place(view) };
    const leave = join(this.#member);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      leave();
    });
  }

  /** Pixels of the stage. */
  get room() {
    return { width: this.#element.clientWidth || 1, height: this.#element.clientHeight || 1 };
  }

  /** Looks at a part, with all that are linked. */
  look(view) {
    this.#place(view);
    looked(this.#member, view);
  }

  /** Puts it where the view has it. */
  draw() {
    const { style } = this.#inner;
    const { zoom } = this.view;
    const { size, isFixed } = this.#owner;
    this.#element.classList.toggle("picture-zoomed", zoom > 1);
    const shrunk = fitted(this.room, size).width * devicePixelRatio * zoom < size.width;
    this.#element.classList.toggle("picture-shrunk", shrunk);
    if (zoom === 1 || isFixed) return style.removeProperty("transform");
    const { scale, left, top } = placed(this.view, this.room, size);
    style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }

  get #gestures() {
    const owner = this.#owner;
    return {
      zoom: (factor, at) => owner.isFixed || this.look(zoomed(this.view, factor, at, this.room, owner.size)),
      pull: (dx, dy) => this.look(pulled(this.view, dx, dy, this.room, owner.size)),
      reset: () => this.look(WHOLE),
      click: () => owner.click(),
      hover: (at) => owner.hover(at),
      hint: () => owner.isFixed || owner.hint(),
      isZoomed: () => this.view.zoom > 1,
      step: (by) => owner.step(by),
    };
  }

  #place(view) {
    this.view = view;
    if (view.zoom > 1) this.#owner.closer();
    this.draw();
  }
}
