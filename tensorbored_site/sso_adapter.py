"""What allauth asks us: who may have an account made. Loaded by allauth only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Verified addresses of our own domains, and whoever has an account already."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Strangers end here, on a page that says so."""
        if not sociallogin.is_existing and not _is_ours(sociallogin):
            raise ImmediateHttpResponse(render(request, "door/no_account.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return _is_ours(sociallogin)


class Quiet(DefaultAccountAdapter):  # type: ignore[misc]
    """Whoever has signed in sees that."""

    def add_message(self, *_: Any, **__: Any) -> None:
        """Nothing shows them."""


def _is_ours(sociallogin: Any) -> bool:
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    domains = settings.SSO.domains if settings.SSO else ()
    return any(email.rpartition("@")[2].lower() in domains for email in verified)
