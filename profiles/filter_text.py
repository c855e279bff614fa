"""`columnFilters` of an address: what columns of the list of runs let through, as a profile has it.

All of them at once, `{"step": {"min": 100}}`; `{}` says that there are none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from profiles.column_filter import ColumnFilter, column_filters, json_from_column_filter
from profiles.parts import frozen
from profiles.schema import BadProfile

if TYPE_CHECKING:
    from profiles.run_table import RunTable
    from profiles.schema import ProfileData

NAME = "columnFilters"
NOTHING = "{}"
LONGEST = 2000  # characters: what is longer no address can be asked to hold


def text_of(table: RunTable) -> str:
    """What an address says of the filters; empty where that would be too long."""
    return _text(table.filtering)


def filtered(profile: ProfileData, text: str) -> ProfileData:
    """The profile with the filters that an address says; as it is where that makes no sense, or is the same.

    Filters that only other versions understand stay.
    """
    table = profile.run_table
    if text == text_of(table):
        return profile
    try:
        said = column_filters(json.loads(text[: LONGEST + 1]), NAME)
    except (ValueError, RecursionError, BadProfile):
        return profile
    if _text(said) == text_of(table):
        return profile
    kept = ((column, each) for column, each in table.filters.items() if column not in table.filtering)
    return replace(profile, run_table=replace(table, filters=frozen((*kept, *said.items()))))


def _text(filters: Mapping[str, ColumnFilter]) -> str:
    said = {column: json_from_column_filter(filters[column]) for column in sorted(filters)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= LONGEST else ""
