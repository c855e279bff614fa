// Pictures of a page that are looked at alike. They know one another here only, and only while the choice
// `linkPictures` is made.

import { choices, onChoice } from "./choices.js";
import { WHOLE } from "./picture-view.js";

const members = new Set();
let shared = WHOLE;

onChoice(({ linkPictures }) => {
  if (!linkPictures) shared = WHOLE;
});

/** Takes part: `look(view)` is called when another is looked at otherwise; gives the function that ends it. */
export function join(member) {
  members.add(member);
  if (choices().linkPictures && shared !== WHOLE) member.look(shared);
  return () => {
    members.delete(member);
    if (!members.size) shared = WHOLE;
  };
}

/** A picture is looked at like this now. */
export function looked(sender, view) {
  if (!choices().linkPictures) return;
  shared = view;
  for (const member of members) if (member !== sender) member.look(view);
}
