// Two pictures on one canvas, in three ways. owner: `gain` of a difference, `showsB` while they take turns, `part` of
// the width that is A's; `drawn(text)` is told what is seen, with {a} and {b} for the two.

import { difference } from "../../lib/difference.js";

function drawDifference(owner, context, a, b) {
  const { width, height } = context.canvas;
  const [one, other] = [a, b].map((image) => {
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height);
  });
  const found = difference(one.data, other.data, owner.gain);
  context.putImageData(new ImageData(found.pixels, width, height), 0, 0);
  const percent = (100 * found.changed).toLocaleString("en-US", { maximumFractionDigits: 2 });
  const mean = found.mean.toLocaleString("en-US", { maximumFractionDigits: 3 });
  if (!found.most) return owner.drawn("{a} and {b} are equal.");
  owner.drawn(
    `{a} and {b}: ${percent}% of the pixels differ, by ${mean} of 255 on average, ${found.most} at most.`,
  );
}

function drawOne(owner, context, a, b) {
  context.drawImage(owner.showsB ? b : a, 0, 0);
  owner.drawn(owner.showsB ? "B: {b}" : "A: {a}");
}

function drawBoth(owner, context, a, b) {
  const { width, height } = context.canvas;
  const edge = Math.round(width * owner.part);
  context.drawImage(b, 0, 0);
  context.clearRect(0, 0, edge, height);
  context.save();
  context.beginPath();
  context.rect(0, 0, edge, height);
  context.clip();
  context.drawImage(a, 0, 0);
  context.restore();
  owner.drawn("A on the left: {a}. B on the right: {b}");
}

export const DRAWINGS = { difference: drawDifference, blink: drawOne, swipe: drawBoth };
