// Draws lines on a canvas: broken where a value is not finite, a dot where a point stands alone, a
// triangle where a value is missing. Knows arrays and pixels; the frame says where they are.

const FAR = 1e5; // pixels: canvases lose precision further out
const BAND = 0.18; // opacity, as in dashboards/plotting.py
const BEHIND = 0.25; // opacity of what was not smoothed
const VEIL = 0.6;
const SOME = 12;
const MANY = 200; // lines, as in dashboards/plotting.py
const MARK = 4;
const MARK_GAP = 7;

/** Where a plot is on its canvas, and what it shows: maps values to pixels. */
export class Frame {
  constructor({ left, top, width, height, x, y, ratio }) {
    Object.assign(this, { left, top, width, height, x, y, ratio });
    [this.x0, this.x1] = x;
    [this.y0, this.y1] = y;
    this.perX = width / (x[1] - x[0]);
    this.perY = height / (y[1] - y[0]);
  }

  /** The same on a canvas of its own. */
  movedTo(left, top) {
    return new Frame({ ...this, left, top });
  }

  px(x) {
    return this.left + (x - this.x0) * this.perX;
  }

  py(y) {
    const pixel = this.top + (this.y1 - y) * this.perY;
    return pixel < -FAR ? -FAR : pixel > FAR ? FAR : pixel;
  }
}

/** All lines: first what stands behind the smoothed ones (of very many nothing), then these, then the marks. */
export function paintLines(ctx, frame, lines, theme) {
  ctx.save();
  clip(ctx, frame);
  ctx.lineJoin = "bevel";
  const width = widthFor(lines.length, frame.ratio);
  for (const line of lines) if (line.low) paintBand(ctx, frame, line, theme);
  ctx.globalAlpha = BEHIND;
  for (const line of lines.length > MANY ? [] : lines)
    if (line.raw) paintLine(ctx, frame, line, line.raw, theme, Math.min(width, 1));
  ctx.globalAlpha = 1;
  for (const line of lines) if (!line.isBaseline) paintLine(ctx, frame, line, line.y, theme, width);
  for (const line of lines) if (line.isBaseline) paintBaseline(ctx, frame, line, theme, width);
  for (const line of lines) if (line.marked) paintMarks(ctx, frame, line, theme);
  ctx.restore();
}

/** One line made to stand out from the others, which are veiled in the colour of the ground. */
export function paintEmphasis(ctx, frame, line, theme) {
  ctx.save();
  clip(ctx, frame);
  ctx.globalAlpha = VEIL;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(frame.left - frame.width, frame.top, 3 * frame.width, frame.height);
  ctx.lineJoin = "bevel";
  if (line.low) paintBand(ctx, frame, line, theme);
  ctx.globalAlpha = BEHIND;
  if (line.raw) paintLine(ctx, frame, line, line.raw, theme, 1);
  ctx.globalAlpha = 1;
  paintLine(ctx, frame, line, line.y, theme, line.isBaseline ? 3 : 1.75);
  ctx.restore();
}

/** Dashed lines where runs began again. */
export function paintRestarts(ctx, frame, lines, theme) {
  ctx.save();
  clip(ctx, frame);
  ctx.setLineDash([3 * frame.ratio, 3 * frame.ratio]);
  ctx.lineWidth = frame.ratio;
  ctx.globalAlpha = 0.8;
  for (const line of lines) {
    ctx.beginPath();
    for (const { x } of line.restarts) {
      const at = Math.round(frame.px(x)) + 0.5;
      ctx.moveTo(at, frame.top);
      ctx.lineTo(at, frame.top + frame.height);
    }
    ctx.strokeStyle = colorOf(line, theme);
    ctx.stroke();
  }
  ctx.restore();
}

/** A dot with a rim. */
export function paintDot(ctx, frame, x, y, color, rim, radius) {
  ctx.beginPath();
  ctx.arc(frame.px(x), frame.py(y), radius * frame.ratio, 0, 2 * Math.PI);
  ctx.fillStyle = color;
  ctx.fill();
  ctx.strokeStyle = rim;
  ctx.lineWidth = 1.5 * frame.ratio;
  ctx.stroke();
}

/** The colour of a line in this theme. */
export function colorOf(line, theme) {
  return line.color[theme.dark ? 1 : 0];
}

/** Lines of one device pixel are drawn some eight times as fast as wider ones: many lines are that thin. */
function widthFor(count, ratio) {
  if (count > MANY) return 1 / ratio;
  return count > SOME ? 1 : 1.5;
}

/** A little room at the sides, so that dots at the first and last x are whole. */
function clip(ctx, { left, top, width, height, ratio }) {
  ctx.beginPath();
  ctx.rect(left - 4 * ratio, top, width + 8 * ratio, height);
  ctx.clip();
}

/** On top of all, wider, with a rim in the colour of the ground. */
function paintBaseline(ctx, frame, line, theme, width) {
  const wide = Math.max(width, 1.5) + 1.2;
  const { x, length } = line;
  const span = (from, to) => line.span(from, to);
  const rim = { x, length, span, dash: [], color: [theme.ground, theme.ground] };
  paintLine(ctx, frame, rim, line.y, theme, wide + 2);
  paintLine(ctx, frame, line, line.y, theme, wide);
}

/** The band of several runs, where both of its ends are known; a low end that a log axis lacks is its bottom. */
function paintBand(ctx, frame, line, theme) {
  const { x, low, high } = line;
  ctx.globalAlpha = BAND;
  ctx.fillStyle = colorOf(line, theme);
  let at = 0;
  while (at < x.length) {
    const end = bandEnd(low, high, at);
    ctx.beginPath();
    for (let i = at; i < end; i++) ctx.lineTo(frame.px(x[i]), frame.py(high[i]));
    for (let i = end - 1; i >= at; i--) ctx.lineTo(frame.px(x[i]), frame.py(low[i]));
    ctx.fill();
    at = Math.max(end, at + 1);
  }
  ctx.globalAlpha = 1;
}

function bandEnd(low, high, from) {
  let end = from;
  while (end < high.length && high[end] - high[end] === 0 && !Number.isNaN(low[end])) end++;
  return end;
}

function paintLine(ctx, frame, line, ys, theme, width) {
  const alone = [];
  ctx.beginPath();
  trace(ctx, frame, line, ys, alone);
  ctx.strokeStyle = colorOf(line, theme);
  ctx.lineWidth = width * frame.ratio;
  ctx.setLineDash(line.dash.map((length) => length * ctx.lineWidth));
  ctx.stroke();
  if (!alone.length) return;
  const radius = Math.max(width, line.length === 1 ? 3 : 1.5) * frame.ratio;
  ctx.beginPath();
  for (let i = 0; i < alone.length; i += 2) {
    ctx.moveTo(alone[i] + radius, alone[i + 1]);
    ctx.arc(alone[i], alone[i + 1], radius, 0, 2 * Math.PI);
  }
  ctx.fillStyle = ctx.strokeStyle;
  ctx.fill();
}

/** Adds the line to the path; points between two gaps go to `alone`, as pixels. */
function trace(ctx, frame, line, ys, alone) {
  const { x } = line;
  const [start, end] = line.span(frame.x0, frame.x1);
  let joined = 0; // points since the last gap
  let [px, py] = [0, 0];
  for (let i = start; i < end; i++) {
    const y = ys[i];
    if (y - y !== 0) {
      if (joined === 1) alone.push(px, py);
      joined = 0;
      continue;
    }
    px = frame.px(x[i]);
    py = frame.py(y);
    if (joined++) ctx.lineTo(px, py);
    else ctx.moveTo(px, py);
  }
  if (joined === 1) alone.push(px, py);
}

/** NaN: a triangle at the last finite value. Infinities, and what the axis cannot show: one at their edge. */
function paintMarks(ctx, frame, line, theme) {
  const { x, y } = line;
  const [start, end] = line.span(frame.x0, frame.x1);
  const lastAt = new Map();
  ctx.beginPath();
  for (let i = start; i < end; i++) {
    if (y[i] - y[i] === 0) continue;
    const px = frame.px(x[i]);
    const kind = String(y[i]);
    if (Math.abs(px - (lastAt.get(kind) ?? -Infinity)) < MARK_GAP * frame.ratio) continue;
    lastAt.set(kind, px);
    triangle(ctx, px, markHeight(frame, line, i), (y[i] === -Infinity ? -MARK : MARK) * frame.ratio);
  }
  ctx.fillStyle = colorOf(line, theme);
  ctx.fill();
  ctx.setLineDash([]);
  ctx.strokeStyle = theme.ground;
  ctx.lineWidth = frame.ratio;
  ctx.stroke();
}

function markHeight(frame, line, i) {
  const room = (MARK + 1) * frame.ratio;
  const [top, bottom] = [frame.top + room, frame.top + frame.height - room];
  if (line.y[i] === Infinity) return top;
  const finite = line.y[i] === -Infinity ? null : line.finiteNear(i);
  return finite === null ? bottom : Math.min(Math.max(frame.py(finite), top), bottom);
}

function triangle(ctx, x, y, size) {
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + Math.abs(size), y + size * 0.8);
  ctx.lineTo(x - Math.abs(size), y + size * 0.8);
  ctx.closePath();
}
