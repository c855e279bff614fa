"""Whoever asks: somebody who has signed in, or a browser that brings back the cookie that we gave it.

A page gives a newcomer a cookie before anything is theirs, so that all that their first writes begin is one
person's. It is signed: the database need not hear of it. And that knows a cookie by a digest only, so what
stands in it opens nobody's profile.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, cast

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from profiles.models import Draft, Saved, Share

COOKIE = "tb_draft"
MAX_AGE = 400 * 24 * 3600  # the longest that browsers keep one
_SHORTEST, _LONGEST = 16, 96  # characters of a cookie
_signer = Signer(salt="profiles.people")


@dataclass(frozen=True)
class Person:
    """A signed-in user, by `user_id`; else a browser, by the digest of its cookie, empty for a newcomer."""

    user_id: int | None = None
    key: str = ""
    name: str = ""

    @property
    def is_newcomer(self) -> bool:
        """Whether nothing can be theirs yet."""
        return self.user_id is None and not self.key

    @cached_property
    def owner(self) -> Mapping[str, Any]:
        """The fields that say whose a row is: to filter by, and to make one with. Never a newcomer's."""
        if self.is_newcomer:
            raise ValueError("Nothing belongs to a newcomer.")
        return {"user_id": self.user_id, "key": self.key}


def person_of(request: HttpRequest) -> Person:
    """Who asks. The session is looked at only where the browser brings one."""
    known = getattr(request, "_person", None)
    if known is None:
        known = _signed_in(request) or Person(key=digest(_cookie(request)))
        cast(Any, request)._person = known
    return cast(Person, known)


def offer(request: HttpRequest, response: HttpResponse) -> None:
    """A newcomer gets a cookie that lasts as long as their browser is open. Nothing is stored.

    A browser that brings one keeps it, even one that we do not know: another server of this machine may.
    """
    if COOKIE not in request.COOKIES and person_of(request).is_newcomer:
        _give(request, response, _new_cookie(), max_age=None)


def remember(request: HttpRequest, response: HttpResponse) -> Person:
    """Who asks, and from now on we know them: a browser gets the cookie to keep, a newcomer a new one.

    A cookie that we never gave out could be somebody else's idea; it is replaced.
    """
    person = person_of(request)
    if person.user_id is not None:
        return person
    given = getattr(request, "_given_cookie", "")  # by an answer to this very request
    cookie = given or _cookie(request)
    if not given and not (cookie and (_is_signed(cookie) or is_known(person))):
        cookie = _new_cookie()
    known = cast(Any, request)
    known._given_cookie, known._person = cookie, Person(key=digest(cookie))
    _give(request, response, cookie, MAX_AGE)
    return person_of(request)


def adopt(request: HttpRequest, user: Any, **_: Any) -> None:
    """What the browser kept becomes the user's who signs in there, where they have nothing in its place."""
    cast(Any, request)._person = None
    browser = Person(key=digest(_cookie(request)))
    if browser.is_newcomer:
        return
    for model, field in ((Draft, "source"), (Saved, "name")):
        theirs = model.objects.filter(user=user).values(field)
        model.objects.filter(**browser.owner).exclude(**{f"{field}__in": theirs}).update(user=user, key="")
    Share.objects.filter(**browser.owner).update(user=user, key="")


def digest(cookie: str) -> str:
    """What the database knows a cookie by; nothing for no cookie."""
    return blake2b(cookie.encode(), digest_size=24).hexdigest() if cookie else ""


def _signed_in(request: HttpRequest) -> Person | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Person(user_id=user.pk, name=user.get_full_name() or user.get_username())


def _give(request: HttpRequest, response: HttpResponse, cookie: str, max_age: int | None) -> None:
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=max_age,
        path=f"{settings.PATH_PREFIX}/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _new_cookie() -> str:
    return _signer.sign(secrets.token_urlsafe(24))


def _is_signed(cookie: str) -> bool:
    try:
        _signer.unsign(cookie)
    except BadSignature:
        return False
    return True


def _cookie(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(COOKIE, "")
    return cookie if cookie.isascii() and _SHORTEST <= len(cookie) <= _LONGEST else ""


def is_known(person: Person) -> bool:
    """Whether anything is theirs."""
    return not person.is_newcomer and any(
        model.objects.filter(**person.owner).exists() for model in (Draft, Saved, Share)
    )
