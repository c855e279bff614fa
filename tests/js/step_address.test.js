import assert from "node:assert/strict";
import test from "node:test";

import { stepsIn, withSteps } from "../../static/lib/step-address.js";

const LOSS = JSON.stringify([["train/loss"], []]);
const OTHER = JSON.stringify([["a", "b"], ["run"]]);

test("what is selected is said in an address and read from it", () => {
  for (const linked of [
    { start: 120, end: null },
    { start: -3, end: 200 },
  ]) {
    const search = withSteps("?smoothing=0.3&steps=7", linked, new Map([[LOSS, { start: 1, end: null }]]));
    assert.ok(search.startsWith("smoothing=0.3&steps="));
    assert.deepEqual(stepsIn(search), { linked, own: [] });
  }
  const own = new Map([
    [LOSS, { start: 5, end: null }],
    [OTHER, { start: 5, end: 9 }],
    ["card-images-1a", { start: 0, end: null }],
    [JSON.stringify([["card-x"], []]), { start: 2, end: null }],
    [JSON.stringify([["[[x"], []]), { start: 3, end: null }],
  ]);
  const search = withSteps("?steps=3", null, own);
  assert.ok(search.startsWith("steps.train%2Floss=5&"));
  assert.deepEqual(stepsIn(search), { linked: null, own: [...own] });
  assert.equal(withSteps(search, null, new Map()), "");
});

test("what makes no sense is not said", () => {
  assert.deepEqual(stepsIn("steps=x&steps.a=1:&steps.b=&step=3"), { linked: null, own: [] });
  assert.deepEqual(stepsIn("steps=9:2").linked, { start: 2, end: 9 });
});
