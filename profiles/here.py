"""The page that a menu was opened on: a path of ours and a query, told by a field or by htmx."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from profiles.address import without_kept
from profiles.request import Request
from profiles.sharing import outside

_LONGEST_PATH = 200


@dataclass(frozen=True)
class Here:
    """``path``: with the prefix that this site is served under. ``inner``: without it."""

    path: str
    query: str = ""

    @property
    def url(self) -> str:
        """Back to just this."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def said(self) -> QueryDict:
        """The parameters."""
        return QueryDict(self.query)

    @property
    def as_kept(self) -> str:
        """The same page as the profile has it: without what a profile keeps."""
        rest = without_kept(self.query)
        return f"{self.path}?{rest}" if rest else self.path

    @property
    def inner(self) -> str:
        """The path as the URLconf knows it, whether or not a shared view is looked at."""
        return outside(self.path.removeprefix(settings.PATH_PREFIX))


def here_of(request: Request) -> Here:
    """Where whoever asks is; the first page where that cannot be said."""
    for told in _told(request):
        here = _checked(told)
        if here:
            return here
    return Here(reverse("index"))


def _told(request: Request) -> list[str]:
    """Addresses without a host, the most certain one first."""
    own_panel = reverse("profiles:panel")
    found = [request.POST.get("page", ""), request.GET.get("page", "")]
    if request.htmx:
        found.insert(0, request.htmx.current_url_abs_path or "")
    return [each for each in found if not each.startswith(own_panel)]


def _checked(told: str) -> Here | None:
    """Only what leads to a page of ours, and so to nobody else's."""
    try:
        parts = urlsplit(told)
    except ValueError:
        return None
    prefix = get_script_prefix()
    if parts.scheme or parts.netloc or not parts.path.startswith(prefix) or len(parts.path) > _LONGEST_PATH:
        return None
    try:
        resolve(f"/{parts.path.removeprefix(prefix)}")
    except Resolver404:
        return None
    return Here(parts.path, parts.query)
