// What happens under the pointer: finds the nearest points, makes the nearest line stand out on a canvas
// of its own (so that a thousand lines need no redraw), and shows the table beside the pointer.

import { colorOf, paintDot, paintEmphasis } from "./paint.js";
import { Tooltip } from "./tooltip.js";

const DOTS = 8;
const DISTANT = 24; // pixels in x beyond the nearest point, from where a point is of another place

export class Hover {
  #plot;
  #canvas = document.createElement("canvas");
  #tooltip;

  constructor(plot, host) {
    this.#plot = plot;
    this.#canvas.className = "chart-overlay";
    plot.over.append(this.#canvas);
    this.#tooltip = new Tooltip(host);
  }

  /** Shows what is near the cursor; gives the points, nearest first, or null where there is no cursor. */
  update({ lines, smoothed, theme, xAxis }) {
    const { cursor, frame, dragging } = this.#plot;
    const points = cursor && !dragging ? nearest(lines, frame, cursor) : [];
    this.#paint(points, frame, theme);
    if (!points.length) {
      this.#tooltip.hide();
      return null;
    }
    const box = this.#plot.over.getBoundingClientRect();
    const place = { x: box.left + cursor.left, y: box.top + cursor.top };
    this.#tooltip.show(points, place, { smoothed, xAxis, theme });
    return points;
  }

  remove() {
    this.#tooltip.remove();
    this.#canvas.remove();
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
    for (const { line, i, distant } of points.slice(0, DOTS).reverse()) {
      const radius = line === points[0].line ? 4 : 3;
      if (!distant && Number.isFinite(line.y[i])) {
        paintDot(ctx, here, line.x[i], line.y[i], colorOf(line, theme), theme.ground, radius);
      }
    }
  }
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
  const best = { line, i: 0, dx: Infinity, distance: Infinity, distant: false };
  for (const i of line.nearestInX(x)) {
    const dx = Math.abs(frame.px(line.x[i]) - cx);
    const dy = Number.isFinite(line.y[i]) ? Math.abs(frame.py(line.y[i]) - cy) : frame.height;
    const distance = Math.hypot(dx, dy);
    if (distance < best.distance) Object.assign(best, { i, dx, distance });
  }
  return best;
}
