// What is new in the address of a page. Pure functions.

const PLACE = /^(groups|was|page\..*)$/; // where one is in the list of cards: begins anew with the next visit
const OTHER = { open: "closed", closed: "open" };

/**
 * The parameters of `now` that `before` did not have; a group that is no longer said to be open is closed. Which of
 * them can be kept is for the server to say.
 */
export function changed(before, now) {
  const [then, said] = [before, now].map((address) => new URL(address, "http://page").searchParams);
  const news = new URLSearchParams();
  for (const name of new Set(said.keys())) {
    if (PLACE.test(name) || name in OTHER) continue;
    if (said.getAll(name).join("\0") !== then.getAll(name).join("\0"))
      for (const value of said.getAll(name)) news.append(name, value);
  }
  for (const [name, other] of Object.entries(OTHER)) {
    const [was, is] = [then, said].map((each) => new Set(each.getAll(name)));
    for (const group of is) if (!was.has(group)) news.append(name, group);
    for (const group of was)
      if (!is.has(group) && !said.getAll(other).includes(group)) news.append(other, group);
  }
  return news;
}
