"""The draft: whose it is says `people`; read when a page first asks for it, written by POSTs only.

Cookies know no ports, and people run several servers on one machine, so a draft belongs to a person and
the directories that are looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from ingest.store import Snapshot
from profiles import people
from profiles.models import Draft
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json

_log = logging.getLogger(__name__)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hang the draft on each request; the database is asked only where a view looks at it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        cast(Any, request).profile = SimpleLazyObject(lambda: load(cast(Request, request)))
        return get_response(request)

    return handle


def load(request: Request) -> ProfileData:
    """The draft of whoever asks; the plain profile for a newcomer."""
    person = people.person_of(request)
    if person.is_newcomer:
        return ProfileData()
    draft = Draft.objects.filter(**person.owner, source=source_key(request.snapshot)).first()
    return _parsed(draft.data) if draft else ProfileData()


def edit(request: Request, change: Callable[[ProfileData], ProfileData], response: HttpResponse) -> None:
    """Change the draft in one transaction, and give a newcomer the cookie that finds it again."""
    source = source_key(request.snapshot)
    with transaction.atomic():
        owner = people.remember(request, response).owner
        draft, _ = Draft.objects.select_for_update().get_or_create(**owner, source=source)
        draft.data = json_from_profile(change(_parsed(draft.data)))
        draft.save(update_fields=["data", "updated"])


def source_key(snapshot: Snapshot) -> str:
    """Names the directories that are looked at."""
    paths = "\0".join(source.path for source in snapshot.sources)
    return blake2b(paths.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _parsed(data: Any) -> ProfileData:
    try:
        return profile_from_json(data or {})
    except BadProfile as error:
        _log.warning("A stored draft was not readable and is started anew: %s", error)
        return ProfileData()
