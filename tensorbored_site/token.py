"""The secret that a start-up address carries, as Jupyter has it: for a cookie once, for scripts each time."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix

PARAMETER = "token"
SCHEMES = {"token", "bearer"}
MAX_AGE = 30 * 24 * 3600


def is_right(offered: str) -> bool:
    """Compared in a time that tells nothing."""
    return bool(settings.TOKEN) and secrets.compare_digest(
        offered.encode("utf-8", "replace"), settings.TOKEN.encode()
    )


def is_sent(request: HttpRequest) -> bool:
    """Whether the token stands in the Authorization header, as scripts send it."""
    scheme, _, offered = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() in SCHEMES and is_right(offered.strip())


def is_shown(request: HttpRequest) -> bool:
    """Whether the request brings the token, or the cookie that was given for it."""
    if is_sent(request):
        return True
    cookie = request.COOKIES.get(_cookie_name(request), "")
    return secrets.compare_digest(cookie.encode("utf-8", "replace"), _cookie_value().encode())


def exchange(request: HttpRequest) -> HttpResponse:
    """To the same page without the token in its address, and with a cookie in its place."""
    return with_cookie(request, HttpResponseRedirect(address_without(request)))


def address_without(request: HttpRequest) -> str:
    """The path and query asked for, letter by letter, but for the token."""
    parts = request.META.get("QUERY_STRING", "").split("&")
    kept = "&".join(part for part in parts if part.partition("=")[0] != PARAMETER)
    return f"{request.path}?{kept}" if kept else request.path


def with_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The browser is known from now on."""
    response.set_cookie(
        _cookie_name(request),
        _cookie_value(),
        max_age=MAX_AGE,
        path=get_script_prefix(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def in_address(url: str) -> str:
    """The address that lets its reader in."""
    return f"{url}?{urlencode({PARAMETER: settings.TOKEN})}" if settings.AUTH == "token" else url


def _cookie_name(request: HttpRequest) -> str:
    """Cookies know no ports, and people run several servers on one machine."""
    return f"tb_token_{request.get_port()}"


def _cookie_value() -> str:
    """Not the token itself: who sees the cookie cannot write it into an address."""
    return blake2b(settings.TOKEN.encode(), digest_size=24, person=b"cookie").hexdigest()
