import assert from "node:assert/strict";
import test from "node:test";
import { keep, keepReloading, kept, reloading } from "../../static/lib/kept.js";

test("what is kept is there for the page even where the browser refuses to keep it", () => {
  assert.equal(kept("tb-none"), null);
  keep("tb-theme", "dark");
  assert.equal(kept("tb-theme"), "dark");
});

test("data is not reloaded unless asked for, and then no oftener than every five seconds", () => {
  assert.deepEqual(reloading(), { on: false, period: 30 });
  keepReloading({ on: true, period: 10 });
  assert.deepEqual(reloading(), { on: true, period: 10 });
  keepReloading({ on: true, period: 1 });
  assert.deepEqual(reloading(), { on: true, period: 30 });
});

test("what makes no sense is as if it were not kept", () => {
  for (const nonsense of ["{", "null", '{"on": "yes", "period": "x"}']) {
    keep("tb-reload", nonsense);
    assert.deepEqual(reloading(), { on: false, period: 30 });
  }
});
