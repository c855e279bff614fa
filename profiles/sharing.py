"""Short addresses of views: `/s/<slug>/…` is the site as its maker saw it, for everybody who is let in.

Below such an address all pages, parts and changes belong to a draft of its own, which begins as a copy of
what was shared. So nothing that somebody does there touches what they had, until they say that they want to
keep it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix

from profiles.drafts import draft_source, source_key
from profiles.models import Draft, Share
from profiles.people import Person
from profiles.request import Request

_SHARED = re.compile(r"/s/([A-Za-z0-9_-]{6,32})(/.*)?", re.DOTALL)
_OUTSIDE = re.compile(r"/(?:admin|sign-in|sign-out|token|password)/.*", re.DOTALL)  # about people, not views
_BYTES = 9  # of chance in a slug


def make(person: Person, source: str, data: Any, path: str, query: str) -> Share:
    """A share of this view; the same as before where the same person shares the same again."""
    view = {**person.owner, "source": source, "path": path, "query": query}
    for share in Share.objects.filter(**view):
        if share.data == data:
            return share
    return Share.objects.create(**view, data=data, slug=secrets.token_urlsafe(_BYTES))


def made_by(person: Person, source: str) -> QuerySet[Share]:
    """The views of a source that a person has shared, the newest first."""
    if person.is_newcomer:
        return Share.objects.none()
    return Share.objects.filter(**person.owner, source=source).order_by("-created", "-id")


def revoke(shares: QuerySet[Share]) -> None:
    """Have these addresses lead nowhere from now on; what others have kept of them stays theirs."""
    slugs = list(shares.values_list("slug", flat=True))
    Draft.objects.filter(source__in=[draft_source(slug) for slug in slugs]).delete()
    shares.delete()


def address_of(share: Share) -> str:
    """Where it is, without the host."""
    return f"{settings.PATH_PREFIX}/s/{share.slug}"


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer below `/s/<slug>/` as anywhere, with addresses that stay below it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        cast(Any, request).share = None
        share, rest = _asked(request)
        if share is None:
            return get_response(request)
        if rest in {"", "/"}:
            return HttpResponseRedirect(_view(share))
        if _OUTSIDE.fullmatch(rest):
            return _led_out(request, rest)
        cast(Any, request).share = share
        return _answered(request, share, rest, get_response)

    return handle


def outside(path: str) -> str:
    """A path of ours without the part that makes it a shared view."""
    found = _SHARED.fullmatch(path)
    return (found[2] or "/") if found else path


def _asked(request: HttpRequest) -> tuple[Share | None, str]:
    found = _SHARED.fullmatch(request.path_info)
    if not found:
        return None, ""
    source = source_key(cast(Request, request).snapshot)
    return Share.objects.filter(slug=found[1], source=source).first(), found[2] or ""


def _view(share: Share) -> str:
    return f"{address_of(share)}{share.path}{'?' if share.query else ''}{share.query}"


def _led_out(request: HttpRequest, rest: str) -> HttpResponseBase:
    """The same request where it belongs; what was posted goes along."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(
        f"{settings.PATH_PREFIX}{rest}{'?' if query else ''}{query}", preserve_request=True
    )


def _answered(
    request: HttpRequest, share: Share, rest: str, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    before = get_script_prefix()
    request.path_info = rest
    set_script_prefix(f"{address_of(share)}/")
    try:
        return get_response(request)
    finally:
        set_script_prefix(before)
