"""`runColorGroup` of an address: what runs are grouped and coloured by, in TensorBoard's words.

`run`, `experiment`, `regex:X`, `regex_by_exp:X`; `folder` and `hparam:X` are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles import edits
from profiles.schema import BadProfile

if TYPE_CHECKING:
    from profiles.parts import GroupBy
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
