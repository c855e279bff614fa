// What was asked for before the scripts were there that want it. Each answer is taken once, and soon or never.
// The one who asks and those who take are in different files, so it stands where both see it.

const KEPT = 10_000; // milliseconds: what is taken later could be old

/** Asks for bytes that somebody will take. */
export function askEarly(url) {
  globalThis.tbEarly ??= new Map();
  const answer = fetch(url).then(read);
  answer.catch(() => {}); // it is told to who takes it
  globalThis.tbEarly.set(url, answer);
  setTimeout(() => globalThis.tbEarly.delete(url), KEPT);
}

/** The promise of the answer from this address, if it was asked for. */
export function takeEarly(url) {
  const answer = globalThis.tbEarly?.get(url);
  globalThis.tbEarly?.delete(url);
  return answer;
}

/** What a response says, all of it: bytes that are here are drawn in one go. */
export async function read(response) {
  const { ok, status } = response;
  return { ok, status, bytes: ok ? await response.arrayBuffer() : null };
}
