// Copies of one card on a page, a pinned one and its original: what one of them is zoomed to, all are, those that
// come later too. They know one another here only.

const members = new Set();
const views = new Map(); // subject -> what its copies look at

/** A member has `subject`, what names the card, and `look(view or null)`; gives the function that ends it. */
export function join(member) {
  members.add(member);
  return () => members.delete(member);
}

/** What the copies of a card look at; null: everything. */
export function lookOf(subject) {
  return views.get(subject) ?? null;
}

/** A member looks at this now, or with null at everything. */
export function looked(sender, view) {
  const { subject } = sender;
  if (view) views.set(subject, view);
  else views.delete(subject);
  for (const member of members) if (member !== sender && member.subject === subject) member.look(view);
}
