"""What a column of the list of runs lets through: numbers of a range, all values but some.

Values that are not let through are named, not those that are: what a run brings that comes later is shown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ingest.hparams import HParam
from profiles.parts import Other, frozen, nothing
from tensorbored.plugins.core import checks

if TYPE_CHECKING:
    import numpy as np

MAX_FILTERS = 20
MAX_VALUES = 1000
_KNOWN = {"min", "max", "without", "missing"}


@dataclass(frozen=True)
class ColumnFilter:
    """``low`` and ``high``: of numbers, None for no end. ``missing``: whether runs pass that have no value.

    ``other``: what this version has no use for, as it came.
    """

    low: float | None = None
    high: float | None = None
    without: tuple[HParam, ...] = ()
    missing: bool = True
    other: Other = field(default_factory=nothing, compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether everything passes."""
        return self == ColumnFilter()

    def passes(self, value: float | np.floating | HParam | None) -> bool:
        """Whether a run with this value is listed; what is no number is as good as missing."""
        if value is None:
            return self.missing
        if key_of(value) in self._without:
            return False
        if isinstance(value, (str, bool)):
            return True
        number = float(str(value))  # as it is shown: half as many digits of 0.1 are 0.1 too
        if math.isnan(number):
            return self.missing
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    @cached_property
    def _without(self) -> frozenset[str]:
        return frozenset(map(key_of, self.without))


def key_of(value: float | np.floating | HParam) -> str:
    """What names a value in forms: a text, a number and true are never alike."""
    return json.dumps(value if isinstance(value, (str, bool)) else float(value))


def column_filter(value: Any, where: str) -> ColumnFilter:
    """`{"min": 0.001, "max": 0.1, "without": ["sgd"], "missing": false}`."""
    entry = checks.mapping(value, where)
    low, high = (_number_or_none(entry.get(name), f"{where}.{name}") for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        raise checks.BadProfile(f"{where}: the least, {low:g}, is greater than the greatest, {high:g}.")
    without = checks.items(entry.get("without", []), f"{where}.without", MAX_VALUES)
    return ColumnFilter(
        low,
        high,
        tuple(_value(each, f"{where}.without[{i}]") for i, each in enumerate(without)),
        checks.flag(entry.get("missing", True), f"{where}.missing"),
        frozen((k, checks.plain(v, checks.within(where, k))) for k, v in entry.items() if k not in _KNOWN),
    )


def column_filters(value: Any, where: str) -> Mapping[str, ColumnFilter]:
    """Filters by the ids of columns; those through which everything passes are none."""
    said = checks.mapping(value, where, MAX_FILTERS)
    found = ((column, column_filter(each, checks.within(where, column))) for column, each in said.items())
    return frozen((column, each) for column, each in found if not each.is_plain)


def json_from_column_filter(each: ColumnFilter) -> dict[str, Any]:
    """What `column_filter` reads."""
    said = {
        "min": each.low,
        "max": each.high,
        "without": list(each.without) or None,
        "missing": None if each.missing else False,
    }
    return dict(each.other) | {name: value for name, value in said.items() if value is not None}


def _number_or_none(value: Any, where: str) -> float | None:
    return None if value is None else checks.number(value, where, -checks.LARGEST)


def _value(value: Any, where: str) -> HParam:
    if isinstance(value, bool):
        return value
    return (
        checks.text(value, where) if isinstance(value, str) else checks.number(value, where, -checks.LARGEST)
    )
