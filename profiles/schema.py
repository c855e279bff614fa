"""A profile as a typed value, read from JSON once and written back without losing what we do not know.

Field names in JSON are those of the existing TensorBored; `runSelectionDefault` and `pageSize` are ours.
Knows nothing of requests, databases or which runs exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

PAGE_SIZE = 12
MAX_PAGE_SIZE = 200
_EXPERIMENT = "defaultExperimentId/"  # what the existing TensorBored puts before a run's name
_OURS = {"runSelection", "runSelectionDefault", "pageSize"}


class BadProfile(ValueError):
    """The document is not a profile; the message begins with the path of the bad field."""


@dataclass(frozen=True)
class ProfileData:
    """What a person wants to keep.

    ``run_selection``: run name to shown or hidden. ``run_selection_default``: what unlisted runs are;
    None leaves it to the page (all, or the newest where there are very many). ``other``: every field
    that this version has no use for, as it came.
    """

    run_selection: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    run_selection_default: bool | None = None
    page_size: int = PAGE_SIZE
    other: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def profile_from_json(document: Any) -> ProfileData:
    """The typed value of a flat document, or of one wrapped as `{"version": 1, "data": {...}}`."""
    data = _object(document, "profile")
    if isinstance(data.get("data"), dict):
        data = data["data"]
    return ProfileData(
        run_selection=MappingProxyType(dict(_selected(entries) for entries in _entries(data))),
        run_selection_default=_flag_or_none(data.get("runSelectionDefault"), "runSelectionDefault"),
        page_size=page_size(data.get("pageSize", PAGE_SIZE)),
        other=MappingProxyType({key: value for key, value in data.items() if key not in _OURS}),
    )


def json_from_profile(profile: ProfileData) -> dict[str, Any]:
    """The flat document; our own keys only where they say something."""
    document = dict(profile.other)
    document["runSelection"] = [
        {"type": "RUN_NAME", "value": name, "selected": shown}
        for name, shown in profile.run_selection.items()
    ]
    if profile.run_selection_default is not None:
        document["runSelectionDefault"] = profile.run_selection_default
    if profile.page_size != PAGE_SIZE:
        document["pageSize"] = profile.page_size
    return document


def page_size(value: Any) -> int:
    """Cards on a page, 1 to 200."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_PAGE_SIZE:
        raise BadProfile(f"pageSize: a whole number from 1 to {MAX_PAGE_SIZE} is expected.")
    return value


def _entries(data: Mapping[str, Any]) -> list[tuple[int, Any]]:
    entries = data.get("runSelection", [])
    if not isinstance(entries, list):
        raise BadProfile("runSelection: a list is expected.")
    return list(enumerate(entries))


def _selected(numbered: tuple[int, Any]) -> tuple[str, bool]:
    index, entry = numbered
    where = f"runSelection[{index}]"
    entry = _object(entry, where)
    kind, value, shown = entry.get("type"), entry.get("value"), entry.get("selected")
    if kind not in {"RUN_ID", "RUN_NAME"}:
        raise BadProfile(f"{where}.type: RUN_ID or RUN_NAME is expected.")
    if not isinstance(value, str):
        raise BadProfile(f"{where}.value: a text is expected.")
    if not isinstance(shown, bool):
        raise BadProfile(f"{where}.selected: true or false is expected.")
    return (value.removeprefix(_EXPERIMENT) if kind == "RUN_ID" else value), shown


def _flag_or_none(value: Any, where: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise BadProfile(f"{where}: true or false is expected.")
    return value


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadProfile(f"{where}: an object is expected.")
    return value
