// Where a value lies on a slider from one end to the other, and back. Where the ends are all above zero and far from
// one another, as learning rates are, equal ways are equal factors. Pure functions.

const FAR = 100; // how often the one end is the other

/** The part of the way, from 0 to 1; what lies beyond an end is at it. */
export function placeOf(value, [low, high]) {
  const at = scale(low, high);
  return Math.min(Math.max((at(value) - at(low)) / (at(high) - at(low)), 0), 1);
}

/** The value at a part of the way, in four digits; whole numbers only where `whole`. */
export function valueAt(place, [low, high], whole) {
  const at = scale(low, high);
  const reached = at(low) + place * (at(high) - at(low));
  const value = at === Math.log ? Math.exp(reached) : reached;
  return whole ? Math.round(value) : Number(value.toPrecision(4));
}

function scale(low, high) {
  return low > 0 && high / low > FAR ? Math.log : Number;
}
