// What is new in the address of a page. Pure functions.

const STATE =
  /^(tagFilter|runFilter|smoothing|xAxis|xScale|yScale|partition|symlogThreshold|expanded)$|^([xy]Scale|symlogThreshold)\./;
const OTHER = { open: "closed", closed: "open" };

/** The parameters of `now` that `before` did not have, of those that are kept; a group that is no longer said to be open is closed. */
export function changed(before, now) {
  const [then, said] = [before, now].map((address) => new URL(address, "http://page").searchParams);
  const news = new URLSearchParams();
  for (const name of new Set(said.keys())) {
    if (STATE.test(name) && said.getAll(name).join("\0") !== then.getAll(name).join("\0"))
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
