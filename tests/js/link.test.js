import assert from "node:assert/strict";
import test from "node:test";

import { viewOf } from "../../static/elements/line-chart/view.js";
import { choices, choose } from "../../static/lib/choices.js";
import { join, looked, pointed, sharedRange } from "../../static/lib/link.js";
import { PLAIN } from "../../static/lib/scale.js";

const member = (xAxis) => {
  const told = [];
  return { xAxis, told, point: (x) => told.push(x), look: (range) => told.push(range) };
};
const rest = () => new Promise((resolve) => setTimeout(resolve, 150));

test("charts of one axis follow one another only while they are linked", async () => {
  const [one, other, wall] = ["step", "step", "wall"].map(member);
  const leave = [one, other, wall].map(join);
  pointed(one, 5);
  looked(one, [1, 2]);
  await rest();
  assert.deepEqual(other.told, []);
  choose("link", true);
  pointed(one, 5);
  looked(one, [0, 9]);
  looked(one, [1, 2]);
  await rest();
  assert.deepEqual([one.told, other.told, wall.told], [[], [5, [1, 2]], []]);
  assert.deepEqual([sharedRange("step"), sharedRange("wall")], [[1, 2], null]);
  leave[1]();
  pointed(one, 6);
  assert.equal(other.told.length, 2);
  choose("link", false);
  assert.equal(sharedRange("step"), null);
});

test("a choice of another type or name is not made", () => {
  const before = { ...choices() };
  choose("link", "yes");
  choose("nonsense", true);
  assert.deepEqual(choices(), before);
});

test("outliers are on the axis where they are not ignored", () => {
  const y = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 1000 : i / 100));
  const x = y.map((_, i) => i);
  const line = { x, y, length: 100, rising: true, span: () => [0, 100] };
  assert.ok(viewOf([line], [line], null, PLAIN, true).y[1] < 2);
  assert.equal(viewOf([line], [line], null, PLAIN, true).hidden, 1);
  assert.ok(viewOf([line], [line], null, PLAIN, false).y[1] >= 1000);
});
