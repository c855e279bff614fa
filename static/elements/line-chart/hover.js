// What happens under the pointer: finds the nearest points, makes the nearest line stand out on a canvas
// of its own (so that a thousand lines need no redraw), and shows the table beside the pointer. A click
// freezes all of it until the next one, Escape, or another view.

import { choices } from "../../lib/choices.js";
import { formatStep } from "../../lib/format.js";
import { colorOf, paintDot, paintEmphasis, paintRestarts } from "./paint.js";
import { Tooltip } from "./tooltip.js";

const DOTS = 8;
const DISTANT = 24; // pixels in x beyond the nearest point, from where a point is of another place
const CLICK = 4; // pixels
const REACH = 5; // pixels: from here on a restart is spoken of

export class Hover {
  #plot;
  #canvas = document.createElement("canvas");
  #tooltip;
  #points = null;
  #pressed = null; // where, and whether that let go of what was frozen
  #ending = new AbortController();
  #frozen = null; // ends the listeners that are there while it is

  constructor(plot, host) {
    this.#plot = plot;
    this.#canvas.className = "chart-overlay";
    plot.over.append(this.#canvas);
    this.#tooltip = new Tooltip(host);
    const { signal } = this.#ending;
    plot.over.addEventListener("pointerdown", (event) => this.#press(event), { signal, capture: true });
    plot.over.addEventListener("click", (event) => this.#click(event), { signal });
  }

  get isFrozen() {
    return this.#frozen !== null;
  }

  /** Shows what is near the cursor; gives the points, nearest first, or null where there is no cursor. */
  update({ lines, theme, ...look }) {
    if (this.isFrozen) return this.#points;
    const { cursor, frame, dragging } = this.#plot;
    const points = cursor && !dragging ? nearest(lines, frame, cursor) : [];
    this.#points = points.length ? points : null;
    this.#paint(points, frame, theme);
    if (!this.#points) {
      this.#tooltip.hide();
      return null;
    }
    const box = this.#plot.over.getBoundingClientRect();
    const place = { x: box.left + cursor.left, y: box.top + cursor.top };
    const notes = restartsAt(points[0].line, frame, cursor);
    this.#tooltip.show(points, place, { ...look, theme, notes, sort: choices().sort });
    return points;
  }

  /** Keeps what is shown as it is; does nothing where nothing is. */
  freeze() {
    if (!this.#points || this.isFrozen) return;
    this.#frozen = new AbortController();
    this.#plot.lock(true);
    this.#tooltip.freeze(true);
    const { signal } = this.#frozen;
    const onPress = ({ target }) => this.#tooltip.contains(target) || this.release();
    const onKey = (event) => event.key === "Escape" && this.release();
    document.addEventListener("pointerdown", onPress, { signal });
    document.addEventListener("keydown", onKey, { signal, capture: true });
  }

  release() {
    if (!this.isFrozen) return;
    this.#frozen.abort();
    this.#frozen = null;
    this.#tooltip.freeze(false);
    this.#plot.lock(false);
    this.#plot.hideCursor();
  }

  remove() {
    this.#frozen?.abort();
    this.#ending.abort();
    this.#tooltip.remove();
    this.#canvas.remove();
  }

  #press({ clientX, clientY }) {
    this.#pressed = { clientX, clientY, wasFrozen: this.isFrozen };
  }

  #click({ clientX, clientY, shiftKey, altKey }) {
    const { wasFrozen, ...at } = this.#pressed ?? { wasFrozen: true };
    const isDrag = Math.hypot(clientX - at.clientX, clientY - at.clientY) >= CLICK;
    if (!wasFrozen && !isDrag && !shiftKey && !altKey) this.freeze();
  }

  #paint(points, frame, theme) {
    const canvas = this.#canvas;
    if (!points.length) {
      canvas.hidden = true;
      return;
    }
    canvas.hidden = false;
    canvas.width = frame.width; // setting a size clears
    canvas.height = frame.height;
    const ctx = canvas.getContext("2d");
    const here = frame.movedTo(0, 0);
    paintEmphasis(ctx, here, points[0].line, theme);
    paintRestarts(ctx, here, [points[0].line], theme);
    for (const { line, i, distant } of points.slice(0, DOTS).reverse()) {
      const radius = line === points[0].line ? 4 : 3;
      if (!distant && Number.isFinite(line.y[i])) {
        paintDot(ctx, here, line.x[i], line.y[i], colorOf(line, theme), theme.ground, radius);
      }
    }
  }
}

/** What to say of the restarts of a line that are at the cursor. */
export function restartsAt(line, frame, cursor) {
  const at = frame.left + cursor.left * frame.ratio;
  const near = line.restarts.filter(({ x }) => Math.abs(frame.px(x) - at) <= REACH * frame.ratio);
  return near.map(({ step }) => `${line.run} began again at step ${formatStep(step)}`);
}

/** The point of each line that is nearest in x (of its stretches, the nearest to the cursor), nearest first. */
export function nearest(lines, frame, cursor) {
  const [cx, cy] = [frame.left + cursor.left * frame.ratio, frame.top + cursor.top * frame.ratio];
  const x = frame.x0 + (cx - frame.left) / frame.perX;
  const points = lines.map((line) => nearestOf(line, frame, x, cx, cy));
  points.sort((a, b) => a.distance - b.distance);
  const reach = points.length ? points[0].dx + DISTANT * frame.ratio : 0;
  for (const point of points) point.distant = point.dx > reach;
  return points;
}

function nearestOf(line, frame, x, cx, cy) {
  const best = { line, i: 0, dx: Infinity, dy: Infinity, distance: Infinity, distant: false };
  for (const i of line.nearestInX(x)) {
    const dx = Math.abs(frame.px(line.x[i]) - cx);
    const isThere = Number.isFinite(line.y[i]);
    const dy = isThere ? Math.abs(frame.py(line.y[i]) - cy) : Infinity;
    const distance = Math.hypot(dx, isThere ? dy : frame.height);
    if (distance < best.distance) Object.assign(best, { i, dx, dy, distance });
  }
  return best;
}
