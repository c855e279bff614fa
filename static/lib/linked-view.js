// Pictures of a page that are looked at alike: all of them while the choice `linkPictures` is made, else copies of
// one card. They know one another here only.

import { choices, onChoice } from "./choices.js";
import * as copies from "./copies.js";
import { WHOLE } from "./picture-view.js";

const members = new Set();
let shared = WHOLE;

onChoice(({ linkPictures }) => {
  if (!linkPictures) shared = WHOLE;
});

/**
 * Takes part: `look(view)` is called when another is looked at otherwise; `subject` names the card of a picture that
 * may have copies. Gives the function that ends it.
 */
export function join(member) {
  members.add(member);
  const leave = copies.join(member);
  const own = member.subject ? copies.lookOf(member.subject) : null;
  const now = choices().linkPictures ? shared : (own ?? WHOLE);
  if (now !== WHOLE) member.look(now);
  return () => {
    leave();
    members.delete(member);
    if (!members.size) shared = WHOLE;
  };
}

/** A picture is looked at like this now. */
export function looked(sender, view) {
  if (!choices().linkPictures) {
    if (sender.subject) copies.looked(sender, view);
    return;
  }
  shared = view;
  for (const member of members) if (member !== sender) member.look(view);
}
