"""The draft: what a person sees of a logdir now. Whose it is says `people`; only POSTs write it.

Cookies know no ports, and people run several servers on one machine, so a draft belongs to a person and
the directories that are looked at. Without one a person sees the logdir's default profile; the first edit
makes a draft that begins as a copy of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from ingest.store import Snapshot
from profiles import defaults, history, kept_default, people
from profiles.addressed import addressed
from profiles.defaults import Default
from profiles.kept_default import token_of
from profiles.latest import Latest
from profiles.models import Draft, Share
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json
from profiles.selection import without_empty_selection
from profiles.words import said

Change = Callable[[ProfileData], ProfileData]

_log = logging.getLogger(__name__)
_profiles: Latest[ProfileData] = Latest(64)


@dataclass(frozen=True)
class Sight:
    """What a person sees, from which draft if there is one, and what the logdir's default is."""

    profile: ProfileData
    draft: Draft | None = None
    default: Default | None = None

    @property
    def has_newer_default(self) -> bool:
        """Whether the default is another than when this draft began, or was last asked about it."""
        return bool(self.draft and self.default and self.default.token != self.draft.default_seen)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hang the draft on each request; the database is asked only where a view looks at it.

    A page that shows what may become a draft brings the cookie that will find it.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        seen_anew(cast(Request, request))
        response = get_response(request)
        if _is_page(cast(Request, request), response):
            people.offer(request, cast(HttpResponse, response))
        return response

    return handle


def sight_of(request: Request) -> Sight:
    """What whoever asks sees: their draft, else the default of the logdir, else the plain profile."""
    known = getattr(request, "_sight", None)
    if known is None:
        known = cast(Any, request)._sight = _look(request)
    return cast(Sight, known)


def edit(request: Request, change: Change, response: HttpResponse, label: str = "") -> None:
    """Change the draft in one transaction, and give a newcomer the cookie that finds it again.

    What others have changed in the meantime stays: `change` gets the draft as it is now.
    """
    with transaction.atomic():
        draft = own(request, response)
        before = parsed(draft.data)
        after = change(before)
        if words := said(before, after):
            history.record(draft, json_from_profile(after), label or words)
    seen_anew(request)


def own(request: Request, response: HttpResponse) -> Draft:
    """The draft of whoever asks, locked until the transaction ends; begun if there is none."""
    whose = {**people.remember(request, response).owner, "source": source_of(request)}
    locked = Draft.objects.select_for_update(of=("self",))
    draft = locked.filter(**whose).first()
    return draft or locked.get_or_create(**whose, defaults=_begun(sight_of(request)))[0]


def source_key(snapshot: Snapshot) -> str:
    """Names the directories that are looked at."""
    return key_of_paths(source.path for source in snapshot.sources)


def key_of_paths(paths: Iterable[str]) -> str:
    """Names directories by a digest: paths are long, and may be no text."""
    return blake2b("\0".join(paths).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def keys_of(logdir: Path) -> set[str]:
    """What servers that look at this directory alone may call it: its path is as it was typed there."""
    return {key_of_paths([path]) for path in (str(logdir), str(logdir.absolute()), str(logdir.resolve()))}


def source_of(request: Request) -> str:
    """What a draft is about: the directories that are looked at, or a view of them that somebody shared."""
    share = share_of(request)
    return draft_source(share.slug) if share else source_key(request.snapshot)


def draft_source(slug: str) -> str:
    """What drafts of a shared view are about."""
    return f"share:{slug}"


def share_of(request: Request) -> Share | None:
    """The shared view that is looked at."""
    return cast("Share | None", getattr(request, "share", None))


def parsed(data: Any) -> ProfileData:
    """A stored document as a value; one that cannot be read is as good as a new one."""
    try:
        return profile_from_json(data or {})
    except BadProfile as error:
        _log.warning("A stored profile was not readable and is started anew: %s", error)
        return ProfileData()


def default_of(request: Request) -> Default | None:
    """The profile that the logdir is shown with."""
    logdir = defaults.logdir_of(request.snapshot)
    return kept_default.look(source_key(request.snapshot), logdir) if logdir else None


def _is_page(request: Request, response: HttpResponseBase) -> bool:
    """Whether this is a whole page that was made from what its reader sees."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    is_whole = request.method == "GET" and not request.htmx
    return is_html and is_whole and getattr(request, "_sight", None) is not None


def _begun(sight: Sight) -> dict[str, Any]:
    """A draft that begins as what a person sees without one."""
    return {"data": json_from_profile(sight.profile), "default_seen": token_of(sight.default)}


def _look(request: Request) -> Sight:
    person, share = people.person_of(request), share_of(request)
    default = None if share else default_of(request)
    draft = None
    if not person.is_newcomer:
        drafts = Draft.objects.select_related("active", "revision").defer("revision__data")
        draft = drafts.filter(**person.owner, source=source_of(request)).first()
    if draft:
        return Sight(_profile_of(request.snapshot, draft), draft, default)
    found = parsed(share.data) if share else default.profile if default else ProfileData()
    return Sight(without_empty_selection(request.snapshot, found), None, default)


def _profile_of(snapshot: Snapshot, draft: Draft) -> ProfileData:
    """Parsed once a change: a selection of ten thousand runs takes a while."""
    changed = draft.pk, draft.revision_id, draft.updated
    return _profiles.get(snapshot, changed, lambda: parsed(draft.data))


def seen_anew(request: Request) -> None:
    """What comes later in this request sees what was edited; and what the page's address says comes first."""
    found = cast(Any, request)
    found._sight = None
    found.profile = SimpleLazyObject(lambda: addressed(request, sight_of(request).profile))
