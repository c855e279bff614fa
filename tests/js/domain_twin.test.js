import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { around, extent } from "../../static/lib/domain.js";
import { SCALES, symlog } from "../../static/lib/scale.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/domain.json", import.meta.url)));

for (const { name, scale, threshold, values, range } of vectors) {
  test(`an axis shows what it shows in a picture: ${name}`, () => {
    const { to, from, ...rest } = scale === "symlog" ? symlog(threshold) : SCALES[scale];
    const drawn = Float64Array.from(values, to).filter(Number.isFinite);
    const got = around(extent(drawn, drawn.length, true), { to, from, ...rest }).map(from);
    for (const [i, end] of range.entries()) assertClose(got[i], end);
  });
}

function assertClose(got, expected) {
  const close = Math.abs(got - expected) <= 1e-9 * Math.max(Math.abs(expected), 1e-300);
  assert.ok(close, `${got} is not ${expected}`);
}
