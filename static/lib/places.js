// Where a card that is dragged would stand among others. Pure functions of boxes (`left, top, right, bottom`).

/**
 * The index that the box at `from` takes while the pointer is at x, y: that of the box under the pointer, once
 * the pointer is past its middle as seen from where the dragged box comes.
 */
export function placeIn(boxes, from, x, y) {
  const over = boxes.findIndex((box, i) => i !== from && contains(box, x, y));
  if (over < 0) return from;
  const [here, there] = [boxes[from], boxes[over]];
  const sameRow = here.top < there.bottom && there.top < here.bottom;
  const middle = sameRow ? (there.left + there.right) / 2 : (there.top + there.bottom) / 2;
  const at = sameRow ? x : y;
  return (over > from ? at >= middle : at <= middle) ? over : from;
}

function contains({ left, top, right, bottom }, x, y) {
  return left <= x && x < right && top <= y && y < bottom;
}
