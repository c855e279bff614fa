"""What people do to a profile: pure functions from one value to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from profiles.schema import ProfileData, page_size


def show_only(profile: ProfileData, name: str) -> ProfileData:
    """One run and no other, present or to come."""
    return replace(profile, run_selection=MappingProxyType({name: True}), run_selection_default=False)


def show_every(profile: ProfileData, shown: bool) -> ProfileData:
    """All runs or none, those to come included."""
    return replace(profile, run_selection=MappingProxyType({}), run_selection_default=shown)


def show(profile: ProfileData, names: Iterable[str], shown: bool) -> ProfileData:
    """Show or hide some runs and leave the others as they are."""
    selection = dict(profile.run_selection) | dict.fromkeys(names, shown)
    default = profile.run_selection_default
    told = {name: value for name, value in selection.items() if value is not default}
    return replace(profile, run_selection=MappingProxyType(told))


def set_page_size(profile: ProfileData, size: int) -> ProfileData:
    """Cards a page; raises `BadProfile`."""
    return replace(profile, page_size=page_size(size))
