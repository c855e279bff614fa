"""Who is let in: nothing is answered to a stranger but the way to sign in and the files of that page.

`--auth none` lets everybody in, `token` who brings the token, `login` who has signed in and may look at what
is shown; scripts may send a token there, if one was chosen. The admin asks for an account in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from profiles.access import grant, may
from profiles.drafts import source_key
from profiles.models import Role
from tensorbored_site import state, token
from tensorbored_site.middleware import CONTENT_SECURITY_POLICY

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Doorman = Callable[[HttpRequest], "HttpResponse | None"]

OPEN_PAGES = ("sign-in", "sign-out", "token")
OPEN_FILES = (
    "boot.js",
    "icon.svg",
    "css/tokens.css",
    "css/mark.css",
    "css/base.css",
    "css/components.css",
    "css/fields.css",
    "css/door.css",
)
# Whoever may change everything is not to be tricked into clicks: no frames around the admin.
UNFRAMED = re.sub(r"frame-ancestors [^;]*", "frame-ancestors 'none'", CONTENT_SECURITY_POLICY)
TEXT = "text/plain; charset=utf-8"


def middleware(get_response: GetResponse) -> GetResponse:
    """Refuse, or let in."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = _DOORMEN[settings.AUTH](request) or get_response(request)
        if _is_admin(request):
            response.headers.setdefault("Content-Security-Policy", UNFRAMED)
        return response

    return handle


def _nobody(request: HttpRequest) -> HttpResponse | None:
    return None


def _token(request: HttpRequest) -> HttpResponse | None:
    offered = request.GET.get(token.PARAMETER) if request.method in {"GET", "HEAD"} else None
    if offered is not None and token.is_right(offered):
        return token.exchange(request)
    if token.is_shown(request) or _is_open(request, ("token",)):
        return None
    return _way_in(request, "token")


def _login(request: HttpRequest) -> HttpResponse | None:
    if _is_open(request, OPEN_PAGES):
        return None
    user, source = cast(Any, request).user, source_key(state.store().snapshot())
    if not user.is_authenticated and settings.TOKEN_IS_CHOSEN and token.is_sent(request):
        grant(request, Role.EDITOR, source)
        return None
    if not user.is_authenticated:
        return _way_in(request, "sign-in")
    if _is_admin(request) or may(request, Role.VIEWER, source):
        return None
    if not _wants_page(request):
        return _told(request, 403, "You may not look at this logdir.")
    return render(request, "door/no_role.html", status=403)


_DOORMEN: Mapping[str, Doorman] = {"none": _nobody, "token": _token, "login": _login}


def may_look(request: HttpRequest) -> bool:
    """Whether whoever asks may see what is served: some addresses answer those as well who may not."""
    if settings.AUTH == "login":
        return may(request, Role.VIEWER, source_key(state.store().snapshot()))
    return settings.AUTH == "none" or token.is_shown(request)


def _is_open(request: HttpRequest, pages: tuple[str, ...]) -> bool:
    if settings.SSO and request.path.startswith(f"{settings.PATH_PREFIX}/sso/"):
        return True
    return request.path in {*(reverse(page) for page in pages), *(static(file) for file in OPEN_FILES)}


def _is_admin(request: HttpRequest) -> bool:
    """Curation has rules of its own, which are Django's."""
    return request.path.startswith((reverse("admin:index"), reverse("password")))


def _way_in(request: HttpRequest, page: str) -> HttpResponse:
    """People are led to the door; scripts are told that there is one."""
    if not _wants_page(request):
        return _told(request, 401, "Sign in, or send the token.")
    there = urlencode({"next": token.address_without(request)})
    return HttpResponseRedirect(f"{reverse(page)}?{there}", headers={"Cache-Control": "no-store"})


def _told(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """One line; a page that was let in and is no longer is loaded anew, to find the door."""
    response = HttpResponse(f"{sentence}\n", status=status, content_type=TEXT)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="TensorBored"'
        if "HX-Request" in request.headers:
            response["HX-Refresh"] = "true"
    patch_vary_headers(response, ("Accept", "HX-Request"))
    return response


def _wants_page(request: HttpRequest) -> bool:
    """A browser that goes somewhere; what a page loads, and scripts, ask in other words."""
    return (
        request.method in {"GET", "HEAD"}
        and "HX-Request" not in request.headers
        and "text/html" in request.headers.get("Accept", "")
    )
