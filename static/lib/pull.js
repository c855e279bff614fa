// Pulling an edge with the pointer: the edge has the pointer until it is let go, wherever that goes.

/**
 * Follows the pointer that went down on `event.target`. move(event): at each place that it comes to; end(): when it
 * is let go, if it has moved at all.
 */
export function pull(event, move, end = () => {}) {
  if (event.button !== 0) return;
  event.preventDefault();
  const { target: edge, pointerId } = event;
  const over = new AbortController();
  let hasMoved = false;
  const moved = (place) => {
    hasMoved = true;
    move(place);
  };
  const ended = () => {
    over.abort();
    if (hasMoved) end();
  };
  edge.setPointerCapture(pointerId);
  edge.addEventListener("pointermove", moved, { signal: over.signal });
  edge.addEventListener("lostpointercapture", ended, { signal: over.signal });
}
