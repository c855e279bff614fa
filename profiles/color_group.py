"""`runColorGroup` of an address: what runs are grouped and coloured by, in TensorBoard's words.

`run`, `experiment`, `regex:X`, `regex_by_exp:X`; `folder` and `hparam:X` are ours. What an address says comes
before what the profile says, and is kept only when somebody chooses it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from profiles import edits
from profiles.schema import BadProfile

if TYPE_CHECKING:
    from profiles.here import Here
    from profiles.parts import GroupBy
    from profiles.request import Request
    from profiles.schema import ProfileData

NAME = "runColorGroup"
BY_RUN = "run"


def text_of(group_by: GroupBy | None) -> str:
    """What an address says of a grouping."""
    if group_by is None:
        return BY_RUN
    said = group_by.hparam if group_by.key == "hparam" else group_by.regex
    return f"{group_by.key}:{said}" if group_by.key in {"regex", "regex_by_exp", "hparam"} else group_by.key


def grouped(profile: ProfileData, text: str) -> ProfileData:
    """The profile with the grouping that an address says; as it is where that is none or the same."""
    key, _, said = text.partition(":")
    if text_of(profile.group_by) == text:
        return profile
    regex, hparam = ("", said) if key == "hparam" else (said, "")
    try:
        return edits.set_group_by(profile, None if key == BY_RUN else key, regex, hparam)
    except BadProfile:
        return profile


def addressed(request: Request, profile: ProfileData) -> ProfileData:
    """The profile as the page that is looked at has it: htmx says its address, or the address is its own."""
    said = dict(parse_qsl(_query(request), keep_blank_values=True))
    if request.headers.get("HX-History-Restore-Request") == "true":
        said.setdefault(NAME, BY_RUN)  # the address of the past said all that was not plain then
    return grouped(profile, said[NAME]) if said.get(NAME) else profile


def address_with(here: Here, group_by: GroupBy | None) -> str:
    """A page's address with another grouping."""
    text = text_of(group_by)
    rest = [pair for pair in parse_qsl(here.query, keep_blank_values=True) if pair[0] != NAME]
    said = [*rest, *([(NAME, text)] if text != BY_RUN else [])]
    return replace(here, query=urlencode(said)).url


def _query(request: Request) -> str:
    page = request.htmx.current_url_abs_path
    return urlsplit(page).query if page else request.META.get("QUERY_STRING", "")
