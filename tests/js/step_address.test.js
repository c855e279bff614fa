import assert from "node:assert/strict";
import test from "node:test";

import { nameOf, stepsIn, withSteps } from "../../static/lib/step-address.js";

const LOSS = JSON.stringify([["train/loss"], []]);
const OTHER = JSON.stringify([["a", "b"], ["run"]]);

test("what is selected is said in an address and read from it", () => {
  for (const linked of [
    { start: 120, end: null },
    { start: -3, end: 200 },
  ]) {
    const search = withSteps(
      "?smoothing=0.3&steps=7",
      linked,
      new Map([[nameOf(LOSS), { start: 1, end: null }]]),
    );
    assert.ok(search.startsWith("smoothing=0.3&steps="));
    assert.deepEqual(stepsIn(search), { linked, own: [] });
  }
  const cards = [
    LOSS,
    OTHER,
    "card-images-1a",
    ...["card-x", "[[x", "~x"].map((tag) => JSON.stringify([[tag], []])),
  ];
  const own = new Map(cards.map((card, i) => [nameOf(card), { start: i, end: i % 2 ? 9 : null }]));
  assert.equal(own.size, cards.length);
  const search = withSteps("?steps=3", null, own);
  assert.ok(search.startsWith("steps.train%2Floss=0&steps.%7E"));
  assert.deepEqual(stepsIn(search), { linked: null, own: [...own] });
  assert.equal(withSteps(search, null, new Map()), "");
});

test("a card that is no chart of one tag has a short name, the same for ever", () => {
  assert.equal(nameOf(LOSS), "train/loss");
  assert.equal(nameOf("card-images-0123456789abcdef01"), "~1sqzz60");
  for (const card of [OTHER, "card-images-1a"]) assert.match(nameOf(card), /^~[0-9a-z]{1,7}$/);
});

test("addresses that spell such a card out are understood", () => {
  const search = new URLSearchParams({
    [`steps.${OTHER}`]: "5",
    "steps.card-images-1a": "7",
    "steps.a": "1",
  });
  const own = [
    [nameOf(OTHER), { start: 5, end: null }],
    [nameOf("card-images-1a"), { start: 7, end: null }],
    ["a", { start: 1, end: null }],
  ];
  assert.deepEqual(stepsIn(String(search)), { linked: null, own });
});

test("what makes no sense is not said", () => {
  assert.deepEqual(stepsIn("steps=x&steps.a=1:&steps.b=&step=3"), { linked: null, own: [] });
  assert.deepEqual(stepsIn("steps=9:2").linked, { start: 2, end: 9 });
});
