import assert from "node:assert/strict";
import test from "node:test";
import { formatMinute, formatMoment, formatStart } from "../../static/lib/moment.js";

const seconds = (...parts) => new Date(...parts).getTime() / 1000;
const now = seconds(2026, 10, 26, 18, 0);

test("a start is told by the clock today, by the day this year, else by the month", () => {
  const starts = [seconds(2026, 10, 26, 9, 5), seconds(2026, 10, 25, 9, 5), seconds(2023, 2, 1)];
  assert.deepEqual(
    starts.map((at) => formatStart(at, now)),
    ["09:05", "Nov 25", "Mar 2023"],
  );
});

test("a moment is told to the second", () => {
  assert.equal(formatMoment(seconds(2026, 10, 26, 9, 5, 7)), "2026-11-26 09:05:07");
});

test("what is no moment is a question mark", () => {
  assert.deepEqual([formatStart(Number.NaN, now), formatMoment(1e300)], ["?", "?"]);
});

test("a moment of a day is told to the minute", () => {
  assert.equal(formatMinute(seconds(2026, 10, 26, 0, 5, 7)), "Nov 26, 00:05");
});
