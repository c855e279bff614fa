import assert from "node:assert/strict";
import test from "node:test";
import { ago } from "../../static/lib/ago.js";

test("an age is told in its largest unit, in the words of the server", () => {
  const told = [0, 0.9, 1.2, 59, 60, 7300, 200_000].map(ago);
  assert.deepEqual(told, ["now", "now", "1 s ago", "59 s ago", "1 min ago", "2 h ago", "2 d ago"]);
});
