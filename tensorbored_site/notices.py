"""What the terminal says at the start about who is let in."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from tensorbored_site import hosts, token


def address(url: str) -> str:
    """The address to open: with `--auth token` it carries the token."""
    return token.in_address(url)


def at_start() -> Iterator[str]:
    """What somebody should know who has just started the server."""
    if connection.vendor == "postgresql":
        name, host = (connection.settings_dict[part] for part in ("NAME", "HOST"))
        yield f"Profiles and accounts are kept in PostgreSQL: {name} on {host or 'this machine'}."
    if settings.AUTH == "none" and not hosts.are_loopback(settings.ALLOWED_HOSTS):
        yield "Anybody who reaches this machine may read and change everything here (--auth none)."
    if settings.AUTH == "login" and not settings.REMOTE_USER and not _somebody_can_sign_in():
        yield "Nobody can sign in yet: `tensorbored createsuperuser` makes the first account."


def _somebody_can_sign_in() -> bool:
    return User.objects.filter(is_active=True).exists()
