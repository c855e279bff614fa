"""Slow down who guesses passwords: five tries in five minutes for an account from an address."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.utils import timezone

from profiles.models import Attempt

TRIES = 5
MINUTES = 5


class Braked(Exception):
    """Too many tries; the password is not even looked at."""


def key_of(account: str, address: str) -> str:
    """One account from one address; however the account is spelled in letters of either size."""
    return blake2b(
        f"{account.casefold()}\0{address}".encode("utf-8", "surrogatepass"), digest_size=24
    ).hexdigest()


def take(key: str) -> None:
    """Count a try, before it is known how it ends, so that many at once are not more; raises `Braked`."""
    since = timezone.now() - timedelta(minutes=MINUTES)
    Attempt.objects.filter(made__lt=since).delete()
    attempt = Attempt.objects.create(key=key)
    if Attempt.objects.filter(key=key).count() > TRIES:
        attempt.delete()
        raise Braked


def release(key: str) -> None:
    """The password was right: start counting anew."""
    Attempt.objects.filter(key=key).delete()
