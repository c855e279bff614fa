// What marks a place on a picture of histograms, and which part of its axes a dragged box means.

const NARROW = 4; // pixels: a box less wide, or less high, means nothing on that axis
const LOW = 20;

export function within(i, length) {
  return Math.min(Math.max(i, 0), length - 1);
}

/** A line of the crosshair. */
export function paintLine(ctx, theme, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.strokeStyle = theme.axis;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

export function paintDot(ctx, x, y, color, ground) {
  ctx.beginPath();
  ctx.arc(x, y, 3.5, 0, 2 * Math.PI);
  ctx.fillStyle = color;
  ctx.fill();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = ground;
  ctx.stroke();
}

/** The ranges of both axes that a box stands for, ascending; null for one that it does not choose from. */
export function partOf(frame, { x0, y0, x1, y1 }) {
  const wide = x1 - x0 >= NARROW && x1 - x0 < frame.width;
  const high = y1 - y0 >= LOW && y1 - y0 < frame.height;
  const ascending = (a, b) => (a < b ? [a, b] : [b, a]);
  return {
    bottom: wide ? ascending(frame.x(x0), frame.x(x1)) : null,
    side: high ? ascending(frame.y(y0), frame.y(y1)) : null,
  };
}
