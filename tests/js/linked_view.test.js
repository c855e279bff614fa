import assert from "node:assert/strict";
import test from "node:test";

import { choose } from "../../static/lib/choices.js";
import { join, looked } from "../../static/lib/linked-view.js";
import { WHOLE } from "../../static/lib/picture-view.js";

const CLOSE = { zoom: 3, x: 0.2, y: 0.7 };
const member = () => {
  const told = [];
  return { told, look: (view) => told.push(view) };
};

test("pictures are looked at alike while they are linked, those that come later too", () => {
  const [one, other, late] = [member(), member(), member()];
  const leave = [join(one), join(other)];
  looked(one, CLOSE);
  assert.deepEqual([one.told, other.told], [[], [CLOSE]]);
  leave.push(join(late));
  assert.deepEqual(late.told, [CLOSE]);
  leave[1]();
  looked(one, WHOLE);
  assert.deepEqual([other.told, late.told], [[CLOSE], [CLOSE, WHOLE]]);
  for (const done of leave) done();
});

test("what is not linked any longer is looked at alone", () => {
  const [one, other] = [member(), member()];
  const leave = [join(one), join(other)];
  choose("linkPictures", false);
  looked(one, CLOSE);
  assert.deepEqual(other.told, []);
  choose("linkPictures", true);
  const late = member();
  leave.push(join(late));
  assert.deepEqual(late.told, [], "a view that was not shared is not taken over");
  for (const done of leave) done();
});

test("an empty page forgets how its pictures were looked at", () => {
  const one = member();
  const leave = join(one);
  looked(one, CLOSE);
  leave();
  const next = member();
  join(next)();
  assert.deepEqual(next.told, []);
});

test("copies of one card are looked at alike even where no others are", () => {
  choose("linkPictures", false);
  const [original, copy, other] = ["a", "a", "b"].map((subject) => ({ subject, ...member() }));
  const leave = [join(original), join(copy), join(other)];
  looked(original, CLOSE);
  assert.deepEqual([copy.told, other.told], [[CLOSE], []]);
  const late = { subject: "a", ...member() };
  leave.push(join(late));
  assert.deepEqual(late.told, [CLOSE]);
  choose("linkPictures", true);
  for (const done of leave) done();
});
