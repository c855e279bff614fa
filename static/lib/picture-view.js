// Which part of a picture is looked at: `{zoom, x, y}`, `zoom` 1 where all of it fits, `x` and `y` what stands in
// the middle, as fractions of its sides. So pictures of any size can be looked at alike. Pure functions.

export const WHOLE = Object.freeze({ zoom: 1, x: 0.5, y: 0.5 });
const MOST = 64;

/** Where the picture lies in its stage when all of it is shown: `{left, top, width, height}`. */
export function fitted(stage, picture) {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (stage.width - width) / 2, top: (stage.height - height) / 2, width, height };
}

/** What moves a fitted picture to where a view has it: `scale` about the stage's corner, then `left` and `top`. */
export function placed(view, stage, picture) {
  const fit = fitted(stage, picture);
  const { zoom, x, y } = within(view, stage, fit);
  return {
    scale: zoom,
    left: stage.width / 2 - zoom * (fit.left + x * fit.width),
    top: stage.height / 2 - zoom * (fit.top + y * fit.height),
  };
}

/** The view closer by a factor; what is under a place of the stage stays there. */
export function zoomed(view, factor, at, stage, picture) {
  const fit = fitted(stage, picture);
  const here = within(view, stage, fit);
  const zoom = clamp(here.zoom * factor, 1, MOST);
  if (zoom === 1) return WHOLE;
  const held = spot(here, at, stage, fit);
  const x = held.x - (at.x - stage.width / 2) / (zoom * fit.width);
  const y = held.y - (at.y - stage.height / 2) / (zoom * fit.height);
  return within({ zoom, x, y }, stage, fit);
}

/** The view after the picture was pulled by so many pixels. */
export function pulled(view, dx, dy, stage, picture) {
  const fit = fitted(stage, picture);
  const here = within(view, stage, fit);
  const x = here.x - dx / (here.zoom * fit.width);
  const y = here.y - dy / (here.zoom * fit.height);
  return within({ zoom: here.zoom, x, y }, stage, fit);
}

/** Which pixel of the picture is at a place of the stage; null where there is none. */
export function pixelAt(view, at, stage, picture) {
  const fit = fitted(stage, picture);
  const { x, y } = spot(within(view, stage, fit), at, stage, fit);
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
  return { x: Math.floor(x * picture.width), y: Math.floor(y * picture.height) };
}

function spot({ zoom, x, y }, at, stage, fit) {
  return {
    x: x + (at.x - stage.width / 2) / (zoom * fit.width),
    y: y + (at.y - stage.height / 2) / (zoom * fit.height),
  };
}

/** No emptier than it must be: a side that is smaller than the stage stands in the middle. */
function within({ zoom, x, y }, stage, fit) {
  const hold = (at, side, room) => {
    const half = room / 2 / (zoom * side);
    return half >= 0.5 ? 0.5 : clamp(at, half, 1 - half);
  };
  return { zoom, x: hold(x, fit.width, stage.width), y: hold(y, fit.height, stage.height) };
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
