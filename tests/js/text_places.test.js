import assert from "node:assert/strict";
import test from "node:test";

import { nameOf } from "../../static/lib/text-places.js";

test("a heading has the name that links have for it elsewhere", () => {
  const names = {
    "The end": "the-end",
    "  What's new? (v2.0)  ": "whats-new-v20",
    "Über_uns - kurz": "über_uns---kurz",
    "1. Läufe\n heute": "1-läufe-heute",
    "": "",
  };
  for (const [heading, name] of Object.entries(names)) assert.equal(nameOf(heading), name);
});

test("a name is its own name", () => {
  for (const name of ["the-end", "über_uns---kurz", "1-läufe-heute"]) assert.equal(nameOf(name), name);
});
