"""The pages at the door: sign in, sign out, bring the token, change the password."""

from __future__ import annotations

import re
from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tensorbored_site import brake, token

WAIT = f"Too many tries. Wait {brake.MINUTES} minutes and try again."
WRONG = "This name and this password do not belong together."
_SUSPECT = re.compile(r"[\x00-\x20\x7f\\]")


@sensitive_post_parameters("password")
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """With a user's name and password; whoever has signed in already goes on."""
    if request.method != "POST":
        signed_in = cast(Any, request).user.is_authenticated
        return HttpResponseRedirect(next_of(request)) if signed_in else _sign_in_page(request)
    key = brake.key_of(request.POST.get("username", ""), request.META.get("REMOTE_ADDR", ""))
    try:
        brake.take(key)
    except brake.Braked:
        return _sign_in_page(request, WAIT, 429)
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        return _sign_in_page(request, WRONG, 401)
    brake.release(key)
    auth.login(request, form.get_user())
    return HttpResponseRedirect(next_of(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget the session, here and in the database."""
    auth.logout(request)
    return HttpResponseRedirect(reverse("sign-in") if settings.AUTH == "login" else reverse("index"))


@sensitive_post_parameters("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_token(request: HttpRequest) -> HttpResponse:
    """For who has the token and not the address that carries it."""
    if settings.AUTH != "token":
        return HttpResponseRedirect(next_of(request))
    offered = request.POST.get("token", "").strip() if request.method == "POST" else None
    if offered is not None and token.is_right(offered):
        return token.with_cookie(request, HttpResponseRedirect(next_of(request)))
    context = {"next": request.POST.get("next") or request.GET.get("next", ""), "error": ""}
    if offered is not None:
        context["error"] = "This is not the token of this server."
    return render(request, "door/token.html", context, status=200 if offered is None else 401)


@sensitive_post_parameters()
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password for whoever has signed in; their other sessions end."""
    user = cast(Any, request).user
    if isinstance(user, AnonymousUser) or not user.is_authenticated or not user.has_usable_password():
        return HttpResponseRedirect(reverse("sign-in"))
    form = PasswordChangeForm(user, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        auth.update_session_auth_hash(request, form.save())
        return HttpResponseRedirect(reverse("index"))
    return render(request, "door/password.html", {"form": form}, status=422 if form.errors else 200)


def next_of(request: HttpRequest) -> str:
    """Where to go on: a path of ours, whatever the address says."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    ours = (
        there.startswith("/")
        and not _SUSPECT.search(there)
        and url_has_allowed_host_and_scheme(there, None)
        and not there.startswith((reverse("sign-in"), reverse("token")))
    )
    return there if ours else reverse("index")


def _sign_in_page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "name": request.POST.get("username", ""),
        "error": error,
        "ways": _ways(request),
    }
    response = render(request, "door/sign_in.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(brake.MINUTES * 60)
    return response


def _ways(request: HttpRequest) -> list[tuple[str, str]]:
    """The names and addresses of those that one can sign in with instead."""
    if not settings.SSO:
        return []
    from allauth.socialaccount.adapter import get_adapter

    there = next_of(request)
    providers = get_adapter().list_providers(request)
    return [(each.name, each.get_login_url(request, process="login", next=there)) for each in providers]
