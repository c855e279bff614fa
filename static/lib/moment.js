// When something began, in a few characters and in this browser's zone. Pure functions of seconds since 1970.

import { once } from "./once.js";

const MILLI = 1000;
const clock = once(() => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }));
const day = once(() => new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" }));
const month = once(() => new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric" }));
const minute = once(
  () =>
    new Intl.DateTimeFormat("en-US", {
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
);
const exact = once(() => new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" }));

/** The time of today, the day of this year, or else the month. */
export function formatStart(seconds, now) {
  const [then, today] = [new Date(seconds * MILLI), new Date(now * MILLI)];
  if (Number.isNaN(then.getTime())) return "?";
  if (then.toDateString() === today.toDateString()) return clock().format(then);
  return then.getFullYear() === today.getFullYear() ? day().format(then) : month().format(then);
}

/** The day and the time to the minute. */
export function formatMinute(seconds) {
  return told(minute(), seconds);
}

/** The date and the time to the second. */
export function formatMoment(seconds) {
  return told(exact(), seconds);
}

function told(format, seconds) {
  const then = new Date(seconds * MILLI);
  return Number.isNaN(then.getTime()) ? "?" : format.format(then);
}
