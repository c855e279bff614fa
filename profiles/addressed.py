"""What the address of a page says of its runs, which comes before what the profile says.

What it says is kept only when somebody chooses it: who opens another's address keeps their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from profiles import color_group, filter_text, selection_text

if TYPE_CHECKING:
    from profiles.here import Here
    from profiles.request import Request
    from profiles.schema import ProfileData

PLAIN = {
    color_group.NAME: color_group.BY_RUN,
    filter_text.NAME: filter_text.NOTHING,
    selection_text.NAME: "",
}
"""The parameters, and what an address would say where it says nothing."""


def addressed(request: Request, profile: ProfileData) -> ProfileData:
    """The profile as the page that is looked at has it: htmx says its address, or the address is its own."""
    said = dict(parse_qsl(_query(request), keep_blank_values=True))
    if request.headers.get("HX-History-Restore-Request") == "true":
        said = PLAIN | said  # the address of the past said all that was not plain then
    if group := said.get(color_group.NAME):
        profile = color_group.grouped(profile, group)
    if filters := said.get(filter_text.NAME):
        profile = filter_text.filtered(profile, filters)
    if runs := said.get(selection_text.NAME):
        profile = selection_text.selected(profile, runs)
    return profile


def said_of(request: Request, name: str) -> str:
    """What the address of the page that is looked at says of this; empty where it does not."""
    return dict(parse_qsl(_query(request))).get(name, "")


def address_with(here: Here, name: str, text: str) -> str:
    """A page's address that says something else; nothing where that is plain, or cannot be said."""
    rest = [pair for pair in parse_qsl(here.query, keep_blank_values=True) if pair[0] != name]
    said = [*rest, *([(name, text)] if text not in {PLAIN[name], ""} else [])]
    return replace(here, query=urlencode(said)).url


def _query(request: Request) -> str:
    page = request.htmx.current_url_abs_path
    return urlsplit(page).query if page else request.META.get("QUERY_STRING", "")
