// Why something did not come, in our words: browsers say of a lost connection what only they understand.

/** One sentence about an error of `fetch`, or of an answer that was thrown as one. */
export function toldOf(error) {
  return `Could not load: ${error instanceof TypeError ? "the server cannot be reached." : error.message}`;
}
