"""What the menu of profiles does: an action changes the draft or what is saved, and says what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from profiles import defaults, history, kept_default, library, people, sharing, typed
from profiles.access import may_change
from profiles.address import with_address
from profiles.answers import Refused, Toast
from profiles.drafts import (
    edit,
    own,
    parsed,
    seen_anew,
    share_of,
    sight_of,
    source_key,
)  # fmt: skip
from profiles.here import Here
from profiles.kept_default import token_of
from profiles.log import log, log_default
from profiles.menu import may_set_default
from profiles.models import Draft, Revision, Saved
from profiles.request import Request
from profiles.schema import ProfileData, json_from_profile, profile_from_json
from profiles.selection import without_empty_selection
from profiles.words import said, shortened

EVERYTHING = ("cards-changed", "runs-changed", "settings-changed")
ADDRESSED = (
    "tag_filter", "run_filter", "smoothing", "x_axis", "x_axis_scale", "y_axis_scale", "tag_axis_scales",
    "expanded_tag_groups", "large_cards", "page_size",
)  # fmt: skip
"""Fields that the toolbar and the address of a page show: a page that has them otherwise is loaded anew."""


@dataclass(frozen=True)
class Ask:
    """``jar``: an answer that collects the cookie of a newcomer."""

    request: Request
    here: Here
    jar: HttpResponse = field(default_factory=HttpResponse)

    def text(self, name: str) -> str:
        """A field of the form."""
        return self.request.POST.get(name, "")

    def draft(self) -> Draft:
        """The draft, locked."""
        return own(self.request, self.jar)

    def saved(self) -> Saved:
        """The profile that the form names."""
        return library.find(people.person_of(self.request), self.text("profile"))

    def saved_to_change(self) -> Saved:
        """The same, where who asks may change it."""
        saved = self.saved()
        if not may_change(self.request, saved):
            raise Refused("profile: only editors change what belongs to a team.", 403)
        return saved


@dataclass(frozen=True)
class Outcome:
    """What the panel says; the page that is loaded anew, if one is; else what of the page has changed."""

    said: Toast | None = None
    leads_to: str = ""
    events: tuple[str, ...] = ()
    link: str = ""


def save(ask: Ask) -> Outcome:
    """What is seen, toolbar and all, under the name of the active profile."""
    draft = ask.draft()
    if draft.active is None:
        raise Refused("name: no profile is active. Save it under a name.")
    if not may_change(ask.request, draft.active):
        raise Refused("profile: only editors change what belongs to a team. Save it under a name.", 403)
    profile = _shown(ask, draft)
    library.replace(draft.active, profile, _now())
    log(ask.request, "changed", draft.active, "Saved from a dashboard.")
    _become(draft, parsed(draft.active.data), f"Saved {draft.active.name}")
    return Outcome(Toast("Saved", draft.active.name))


def save_as(ask: Ask) -> Outcome:
    """The same under a new name."""
    draft = ask.draft()
    person = people.person_of(ask.request)
    draft.active = library.add(person, _shown(ask, draft), ask.text("name"), _now())
    _become(draft, parsed(draft.active.data), f"Saved as {draft.active.name}")
    return Outcome(Toast("Saved as", draft.active.name))


def load(ask: Ask) -> Outcome:
    """See what a saved profile says, and nothing that the toolbar said."""
    saved, draft = ask.saved(), ask.draft()
    draft.active = saved
    _apply(ask, draft, profile_from_json(saved.data), f"Loaded {saved.name}")
    return Outcome(leads_to=ask.here.as_kept)


def load_default(ask: Ask) -> Outcome:
    """See what the logdir's default says."""
    default = sight_of(ask.request).default
    if default is None:
        raise Refused("default: this log directory has no default profile.", 404)
    draft = ask.draft()
    draft.active = None
    _apply(ask, draft, default.profile, f"Loaded the default, {default.profile.name}")
    return Outcome(leads_to=ask.here.as_kept)


def keep_mine(ask: Ask) -> Outcome:
    """Know of the default as it is now, and go on with one's own."""
    draft = ask.draft()
    draft.default_seen = token_of(sight_of(ask.request).default)
    draft.save(update_fields=["default_seen"])
    return Outcome()


def set_default(ask: Ask) -> Outcome:
    """Make what is seen what everybody sees who has changed nothing."""
    logdir = defaults.logdir_of(ask.request.snapshot)
    if logdir is None or not may_set_default(ask.request):
        raise Refused("default: this log directory's default cannot be set from here.", 403)
    draft = ask.draft()
    profile = _shown(ask, draft)
    source = source_key(ask.request.snapshot)
    default, problem = kept_default.replace(source, logdir, json_from_profile(profile), lambda _: True)
    log_default(ask.request, profile.name)
    draft.default_seen = default.token
    draft.save(update_fields=["default_seen"])
    return Outcome(Toast(problem or "This is now the default of the log directory.", is_error=bool(problem)))


def deactivate(ask: Ask) -> Outcome:
    """What is seen belongs to no profile any more, and stays."""
    draft = ask.draft()
    draft.active = None
    draft.save(update_fields=["active"])
    return Outcome()


def rename(ask: Ask) -> Outcome:
    """Another name for a saved profile."""
    saved = ask.saved_to_change()
    before = saved.name
    library.rename(saved, ask.text("name"))
    log(ask.request, "changed", saved, f"Renamed from “{before}”.")
    return Outcome(Toast("Renamed to", saved.name))


def delete(ask: Ask) -> Outcome:
    """A saved profile less; what is needed to bring it back is in the form that offers to."""
    saved = ask.saved_to_change()
    text = library.text_of(parsed(saved.data))
    log(ask.request, "deleted", saved)
    saved.delete()
    return Outcome(Toast("Deleted", saved.name, reverse("profiles:import"), (("text", text),)))


def undo(ask: Ask) -> Outcome:
    """The draft as it was before its last change."""
    draft = ask.draft()
    return _gone(ask, draft, history.previous(draft))


def redo(ask: Ask) -> Outcome:
    """The draft as it was before that was undone."""
    draft = ask.draft()
    return _gone(ask, draft, history.following(draft))


def go(ask: Ask) -> Outcome:
    """The draft as it was at any moment that its history knows."""
    draft, number = ask.draft(), typed.whole_or(ask.text("revision"), 0, 15)
    return _gone(ask, draft, draft.revisions.filter(pk=number).first())


def share(ask: Ask) -> Outcome:
    """A short address of what is seen."""
    sight = sight_of(ask.request)
    person = people.remember(ask.request, ask.jar)
    data = json_from_profile(with_address(sight.profile, ask.here.said))
    made = sharing.make(person, source_key(ask.request.snapshot), data, ask.here.inner, ask.here.query)
    return Outcome(link=ask.request.build_absolute_uri(sharing.address_of(made)))


def revoke(ask: Ask) -> Outcome:
    """Have the address of a view lead nowhere that whoever asks has shared."""
    mine = sharing.made_by(people.person_of(ask.request), source_key(ask.request.snapshot))
    chosen = mine.filter(slug=ask.text("share"))
    if not chosen:
        raise Refused("share: there is no such view of yours.", 404)
    sharing.revoke(chosen)
    return Outcome(Toast("The address leads nowhere now."))


def keep(ask: Ask) -> Outcome:
    """Make a shared view one's own draft."""
    if share_of(ask.request) is None:
        raise Refused("share: this is no shared view.")
    profile, name = sight_of(ask.request).profile, ask.here.inner
    ask.request.share = None
    seen_anew(ask.request)
    edit(ask.request, lambda _: profile, ask.jar, "Kept a shared view")
    return Outcome(leads_to=f"{settings.PATH_PREFIX}{name}{'?' if ask.here.query else ''}{ask.here.query}")


ACTIONS: dict[str, Callable[[Ask], Outcome]] = {
    "save": save, "save-as": save_as, "load": load, "load-default": load_default, "keep-mine": keep_mine,
    "set-default": set_default, "deactivate": deactivate, "rename": rename, "delete": delete, "undo": undo,
    "redo": redo, "go": go, "share": share, "revoke": revoke,
    "keep": keep,
}  # fmt: skip


def _shown(ask: Ask, draft: Draft) -> ProfileData:
    """The draft with what the toolbar says."""
    return with_address(parsed(draft.data), ask.here.said)


def _become(draft: Draft, profile: ProfileData, label: str) -> None:
    """The draft becomes a profile, and remembers so; what else was changed of it is kept too."""
    if said(parsed(draft.data), profile):
        history.record(draft, json_from_profile(profile), shortened(label))
    else:
        draft.save()


def _apply(ask: Ask, draft: Draft, profile: ProfileData, label: str) -> None:
    """Another profile takes the place of the draft; the way back leads to all that was seen."""
    _become(draft, _shown(ask, draft), "Toolbar as it was")
    draft.default_seen = token_of(sight_of(ask.request).default)
    _become(draft, without_empty_selection(ask.request.snapshot, profile), label)


def _gone(ask: Ask, draft: Draft, revision: Revision | None) -> Outcome:
    if revision is None:
        raise Refused("revision: there is none to go to.", 404)
    before = parsed(draft.data)
    history.go(draft, revision)
    after = parsed(draft.data)
    if any(getattr(before, name) != getattr(after, name) for name in ADDRESSED):
        return Outcome(leads_to=ask.here.as_kept)
    return Outcome(events=EVERYTHING)


def _now() -> int:
    return int(time.time() * 1000)
