// The ends of an axis as they are typed and read: numbers, seconds, or times of day. An empty field is null:
// that end finds itself. Pure functions.

import { ordered } from "./ranges.js";

/** The type of field for an axis ("x" or "y") and what its numbers are. */
export function fieldOf(name, xAxis) {
  if (name === "x" && xAxis === "wall") return { type: "datetime-local", unit: "" };
  return { type: "number", unit: name === "x" && xAxis === "relative" ? "seconds" : "" };
}

/** A value as its field has it; times of day are the reader's own. */
export function written(value, type) {
  if (value === null) return "";
  if (type === "number") return String(Number(value.toPrecision(10)));
  const local = new Date(value * 1000);
  if (Number.isNaN(local.getTime())) return "";
  local.setMinutes(local.getMinutes() - local.getTimezoneOffset());
  return local.toISOString().slice(0, 19);
}

/** What a field says; null where it says nothing. */
export function read(text, type) {
  if (!text.trim()) return null;
  const value = type === "number" ? Number(text) : new Date(text).getTime() / 1000;
  return Number.isFinite(value) ? value : null;
}

/** Both ends as a range, swapped where they are reversed; null where both find themselves or are the same. */
export function limitsOf(low, high) {
  if (low === null || high === null) return low === high ? null : [low, high];
  return low === high ? null : ordered(low, high);
}
