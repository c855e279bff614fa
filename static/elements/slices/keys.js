// A picture without a mouse: arrows move what is marked, with shift ten at once; Enter selects its step, z shows
// everything again, Escape lets go.

const LEAP = 10;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A listener to keydown for a picture: `move(right, down)`, `pick()`, `zoom(null)`, `clear()`. */
export function keyed(picture) {
  const others = {
    Enter: () => picture.pick(),
    " ": () => picture.pick(),
    Home: () => picture.move(-Infinity, 0),
    End: () => picture.move(Infinity, 0),
    PageUp: () => picture.move(0, -LEAP),
    PageDown: () => picture.move(0, LEAP),
    z: () => picture.zoom(null),
    Escape: () => picture.clear(),
  };
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = MOVES[event.key];
    const times = event.shiftKey ? LEAP : 1;
    if (move) picture.move(move[0] * times, move[1] * times);
    else if (others[event.key]) others[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
