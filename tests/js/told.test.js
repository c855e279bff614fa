import assert from "node:assert/strict";
import test from "node:test";
import { toldOf } from "../../static/lib/told.js";

test("a lost connection is told in our words, an answer in the server's", () => {
  assert.equal(toldOf(new TypeError("Failed to fetch")), "Could not load: the server cannot be reached.");
  assert.equal(toldOf(new Error("run: no such run.")), "Could not load: run: no such run.");
});
