import assert from "node:assert/strict";
import test from "node:test";

import { together } from "../../static/lib/together.js";

test("calls at once are one, right after them", async () => {
  let done = 0;
  const soon = together(() => done++);
  soon();
  soon();
  assert.equal(done, 0);
  await null;
  assert.equal(done, 1);
});

test("what is asked for while it is done is done again", async () => {
  let done = 0;
  const soon = together(() => {
    done++;
    if (done < 3) soon();
  });
  soon();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(done, 3);
});
