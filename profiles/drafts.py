"""The draft: found by a cookie, read when a page first asks for it, written by POSTs only.

Cookies know no ports, and people run several servers on one machine, so a draft belongs to a person and
the directories that are looked at.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject

from ingest.store import Snapshot
from profiles.models import Draft
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json

COOKIE = "tb_draft"
MAX_AGE = 400 * 24 * 3600  # the longest that browsers keep one
_MAX_KEY = 64
_log = logging.getLogger(__name__)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hang the draft on each request; the database is asked only where a view looks at it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        cast(Any, request).profile = SimpleLazyObject(lambda: load(cast(Request, request)))
        return get_response(request)

    return handle


def load(request: Request) -> ProfileData:
    """The draft of whoever asks; the plain profile for a newcomer."""
    key = _key(request)
    draft = _drafts(key, request.snapshot).first() if key else None
    return _parsed(draft.data) if draft else ProfileData()


def edit(request: Request, change: Callable[[ProfileData], ProfileData], response: HttpResponse) -> None:
    """Change the draft in one transaction, and give a newcomer the cookie that finds it again."""
    key = _known_key(request) or secrets.token_urlsafe(24)
    source = source_key(request.snapshot)
    with transaction.atomic():
        draft, _ = Draft.objects.select_for_update().get_or_create(key=key, source=source)
        draft.data = json_from_profile(change(_parsed(draft.data)))
        draft.save(update_fields=["data", "updated"])
    response.set_cookie(
        COOKIE,
        key,
        max_age=MAX_AGE,
        path=get_script_prefix(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def source_key(snapshot: Snapshot) -> str:
    """Names the directories that are looked at."""
    paths = "\0".join(source.path for source in snapshot.sources)
    return blake2b(paths.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _drafts(key: str, snapshot: Snapshot) -> Any:
    return Draft.objects.filter(key=key, source=source_key(snapshot))


def _key(request: HttpRequest) -> str:
    key = request.COOKIES.get(COOKIE, "")
    return key if key.isascii() and 16 <= len(key) <= _MAX_KEY else ""


def _known_key(request: HttpRequest) -> str:
    """A key that we gave out: one that a browser brings along unasked could be somebody else's idea."""
    key = _key(request)
    return key if key and Draft.objects.filter(key=key).exists() else ""


def _parsed(data: Any) -> ProfileData:
    try:
        return profile_from_json(data or {})
    except BadProfile as error:
        _log.warning("A stored draft was not readable and is started anew: %s", error)
        return ProfileData()
