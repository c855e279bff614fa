// Which card lies beside another on the page. Pure functions of boxes (`left, top, right, bottom`).

/**
 * The index of the box that an arrow key leads to from the one at `from`: left and right in the order of the list,
 * up and down to the nearest box of the row before or after; `from` itself where there is none.
 */
export function beside(boxes, from, key) {
  if (key === "ArrowLeft") return Math.max(from - 1, 0);
  if (key === "ArrowRight") return Math.min(from + 1, boxes.length - 1);
  const here = boxes[from];
  const isBeyond = key === "ArrowUp" ? (box) => box.bottom <= here.top : (box) => box.top >= here.bottom;
  const gap = (box) => (key === "ArrowUp" ? here.top - box.bottom : box.top - here.bottom);
  let best = from;
  for (let i = 0; i < boxes.length; i++) {
    if (!isBeyond(boxes[i])) continue;
    if (best === from || distance(boxes[i]) < distance(boxes[best])) best = i;
  }
  return best;

  /** The row counts for more than the column. */
  function distance(box) {
    return gap(box) * 1000 + Math.abs(middle(box) - middle(here));
  }
}

const middle = ({ left, right }) => (left + right) / 2;
