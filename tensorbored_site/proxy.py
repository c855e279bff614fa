"""What a proxy says of a request it passes on, believed only where `--trusted_proxy` names its address.

From anybody else such headers are somebody's invention, and are taken away before anyone reads them.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.backends import RemoteUserBackend
from django.contrib.auth.middleware import RemoteUserMiddleware
from django.http import HttpRequest, HttpResponseBase

FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
)


def unwrap(request: HttpRequest) -> None:
    """Put the visitor's address and scheme in place of the proxy's; forget what nobody may say."""
    said = {name: request.META.pop(name, "") for name in FORWARDED}
    if is_trusted(request.META.get("REMOTE_ADDR", "")):
        _believe(request, said["HTTP_X_FORWARDED_FOR"], said["HTTP_X_FORWARDED_PROTO"])
    elif settings.REMOTE_USER:
        request.META.pop(settings.REMOTE_USER, None)


def is_trusted(address: str) -> bool:
    """Whether this is the address of a proxy that was named."""
    if not settings.TRUSTED_PROXIES:
        return False
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    ip = (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
    return any(ip in network for network in settings.TRUSTED_PROXIES)


def _believe(request: HttpRequest, hops: str, schemes: str) -> None:
    """The last hop that is no proxy of ours is the visitor: earlier ones are what they say of themselves."""
    strangers = [hop.strip() for hop in hops.split(",") if hop.strip() and not is_trusted(hop.strip())]
    if strangers:
        request.META["REMOTE_ADDR"] = strangers[-1]
    scheme = schemes.rpartition(",")[2].strip()
    if scheme in {"http", "https"}:
        request.META["wsgi.url_scheme"] = scheme


class RemoteUser(RemoteUserMiddleware):
    """Sign in whom the proxy names in the header of `--remote_user`, and sign out who is no longer named."""

    @property
    def header(self) -> str:  # type: ignore[override]
        return str(settings.REMOTE_USER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.REMOTE_USER:
            self.process_request(request)
        return cast(HttpResponseBase, self.get_response(request))


class RemoteUsers(RemoteUserBackend):
    """Who is named for the first time gets an account that no password opens."""

    def configure_user(self, request: HttpRequest | None, user: Any, created: bool = True) -> Any:
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user
