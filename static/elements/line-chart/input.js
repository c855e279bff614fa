// Without a mouse: arrow keys move the cursor from point to point, with shift the view; + and - zoom, z shows
// all, x and y ask for the ends of an axis, space freezes the table, s selects the step, Delete none. A finger that moves sideways drags the cursor along. (A tap browsers turn into a mouse event.)

const LEAP = 10;
const PART = 0.1; // of the view, for each key
const ZOOM = 0.8;

/**
 * Moves the cursor by keys. `target()` gives the plot and a function that gives the points at the cursor,
 * nearest first; null where nothing is drawn yet. Gives the function that ends it.
 */
export function moveByKey(element, target) {
  const onKey = (event) => {
    if (event.target !== element) return; // of a form or button over the chart
    const move = moveOf(event);
    const found = move && target();
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    move(found);
    found.point();
  };
  const onBlur = () => target()?.plot.hideCursor();
  element.addEventListener("keydown", onKey);
  element.addEventListener("blur", onBlur);
  return () => {
    element.removeEventListener("keydown", onKey);
    element.removeEventListener("blur", onBlur);
  };
}

/** Drags the cursor along with a finger; the page keeps scrolling up and down. */
export function scrubByTouch(plot) {
  const follow = (event) => {
    if (event.pointerType !== "touch") return;
    const box = plot.over.getBoundingClientRect();
    plot.moveCursor(event.clientX - box.left, event.clientY - box.top);
  };
  plot.over.addEventListener("pointerdown", follow);
  plot.over.addEventListener("pointermove", follow);
}

const SHIFTED = {
  ArrowLeft: ({ gestures }) => gestures.panBy(-PART, 0),
  ArrowRight: ({ gestures }) => gestures.panBy(PART, 0),
  ArrowUp: ({ gestures }) => gestures.panBy(0, PART),
  ArrowDown: ({ gestures }) => gestures.panBy(0, -PART),
};
const MOVES = {
  ArrowLeft: (found) => step(found, -1),
  ArrowRight: (found) => step(found, 1),
  PageUp: (found) => step(found, -LEAP),
  PageDown: (found) => step(found, LEAP),
  "+": ({ gestures }) => gestures.zoomBy(ZOOM),
  "=": ({ gestures }) => gestures.zoomBy(ZOOM),
  "-": ({ gestures }) => gestures.zoomBy(1 / ZOOM),
  _: ({ gestures }) => gestures.zoomBy(1 / ZOOM),
  " ": ({ freeze }) => freeze(),
  x: ({ askLimits }) => askLimits("x"),
  y: ({ askLimits }) => askLimits("y"),
  z: ({ reset }) => reset(),
  s: ({ select }) => select(),
  Delete: ({ unselect }) => unselect(),
  Home: (found) => place(found.plot, 0),
  End: (found) => place(found.plot, found.plot.over.clientWidth),
  Escape: ({ plot }) => plot.hideCursor(),
};

function moveOf(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  return (event.shiftKey && SHIFTED[event.key]) || MOVES[event.key];
}

/** On to the next points of the line at the cursor that are at least a pixel further. */
function step({ plot, point }, times) {
  if (!plot.cursor) {
    place(plot, plot.over.clientWidth / 2);
    return;
  }
  const [{ line, i }] = point();
  const { frame } = plot;
  let [at, pixel] = [i, frame.px(line.x[i])];
  for (let moved = 0; moved < Math.abs(times); moved++) {
    const next = nextApart(line, frame, at, Math.sign(times));
    if (next === null) break;
    [at, pixel] = [next, frame.px(line.x[next])];
  }
  const left = Math.min(Math.max((pixel - frame.left) / frame.ratio, 0), plot.over.clientWidth);
  plot.moveCursor(left, top(plot, line, at));
}

function nextApart(line, frame, from, direction) {
  const pixel = frame.px(line.x[from]);
  for (let i = from + direction; i >= 0 && i < line.length; i += direction) {
    if (Math.abs(frame.px(line.x[i]) - pixel) >= 1) return i;
  }
  return null;
}

/** As high as the line, so that it stays the nearest one. */
function top(plot, line, i) {
  const { frame, over } = plot;
  const height = Number.isFinite(line.y[i]) ? (frame.py(line.y[i]) - frame.top) / frame.ratio : 0;
  return Math.min(Math.max(height, 0), over.clientHeight);
}

function place(plot, left) {
  plot.moveCursor(left, plot.cursor?.top ?? plot.over.clientHeight / 2);
}
