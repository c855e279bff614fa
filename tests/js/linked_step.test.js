import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { choose as decide } from "../../static/lib/choices.js";
import { choose, chosen, join, onStep, pick } from "../../static/lib/linked-step.js";

const leaving = [];
const card = (subject, steps = [0, 100]) => {
  const told = [];
  leaving.push(join({ subject, onStep: (now) => told.push(now), steps: () => steps }));
  return told;
};
const at = (start, end = null) => ({ start, end });

afterEach(() => {
  for (const name of ["stepRange", "linkSteps"]) decide(name, false);
  decide("steps", true);
  for (const subject of ["a", "b"]) choose(subject, null);
  for (const leave of leaving.splice(0)) leave();
});

test("a step is selected in one card and its copies", () => {
  const [one, copy, other] = [card("a"), card("a"), card("b")];
  choose("a", at(5));
  assert.deepEqual([one, copy, other], [[at(5)], [at(5)], []]);
  assert.deepEqual(card("a"), [at(5)], "one that comes later is told at once");
  choose("a", null);
  assert.deepEqual([chosen("a"), one.at(-1)], [null, null]);
});

test("linked, a selection is that of all cards, those that only follow too", () => {
  const [one, other] = [card("a", [10, 50]), card("b", [0, 90])];
  const followed = [];
  leaving.push(onStep((now) => followed.push(now)));
  decide("linkSteps", true);
  assert.deepEqual(chosen("a"), at(90), "it begins at the last step of all");
  choose("b", at(7));
  assert.deepEqual([one.at(-1), other.at(-1), followed], [at(7), at(7), [at(90), at(7)]]);
  decide("linkSteps", false);
  assert.deepEqual([chosen("a"), followed.at(-1)], [null, null]);
});

test("what was selected in one card is where all begin", () => {
  card("a");
  card("b");
  choose("a", at(12));
  decide("linkSteps", true);
  assert.deepEqual(chosen("b"), at(12));
});

test("a range begins at the first step and ends where the selection was; back, its end stays", () => {
  card("a", [3, 80]);
  choose("a", at(20));
  decide("stepRange", true);
  assert.deepEqual(chosen("a"), at(3, 20));
  pick("a", 70);
  assert.deepEqual(chosen("a"), at(3, 70));
  pick("a", 10);
  assert.deepEqual(chosen("a"), at(10, 70));
  choose("a", at(90, 30));
  assert.deepEqual(chosen("a"), at(30, 90));
  decide("stepRange", false);
  assert.deepEqual(chosen("a"), at(90));
  pick("a", 4);
  assert.deepEqual(chosen("a"), at(4));
});

test("linked ranges span all steps; the first click of a range begins at the first step", () => {
  card("a", [3, 80]);
  card("b", [0, 10]);
  decide("stepRange", true);
  pick("a", 50);
  assert.deepEqual(chosen("a"), at(3, 50));
  choose("a", null);
  decide("linkSteps", true);
  assert.deepEqual(chosen("b"), at(0, 80));
});

test("nothing is selected while steps are not to be selected, and it comes back", () => {
  const told = card("a");
  choose("a", at(5));
  decide("steps", false);
  assert.deepEqual([chosen("a"), told.at(-1)], [null, null]);
  choose("a", at(6));
  decide("steps", true);
  assert.deepEqual(chosen("a"), at(5));
});
