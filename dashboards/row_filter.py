"""Which rows of a table of values are listed: numbers within limits, texts that match an expression.

In an address: `low.value=0.1`, `high.value=0.5`, `match.run=sgd`. A row that has nothing
in such a column is not listed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.curve_query import number
from profiles.regex import matcher

if TYPE_CHECKING:
    from dashboards.step_table import Row

ENDS = ("low", "high", "match")
"""What a filter may say of a column, before its name in an address."""


@dataclass(frozen=True)
class RowFilter:
    """What a column lets through. ``low`` and ``high``: of numbers, None for no end; ``match``: of texts."""

    column: str
    low: float | None = None
    high: float | None = None
    match: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether everything passes."""
        return self == RowFilter(self.column)

    def passes(self, row: Row) -> bool:
        """Whether a row is listed; raises `BadPattern`."""
        cell = row.cell(self.column)
        if self.match and (cell is None or not matcher(self.match)(_text(cell))):
            return False
        if self.low is None and self.high is None:
            return True
        if not isinstance(cell, float | int) or isinstance(cell, bool) or math.isnan(cell):
            return False
        return (self.low is None or self.low <= cell) and (self.high is None or cell <= self.high)


def is_filter(name: str) -> bool:
    """Whether a parameter of an address filters rows."""
    return name.partition(".")[0] in ENDS and "." in name


def row_filters(asked: Mapping[str, str], columns: Iterable[str]) -> dict[str, RowFilter]:
    """What an address asks of these columns, of all of them; `ValueError` with a sentence."""
    return {
        name: RowFilter(
            name, number(asked, f"low.{name}"), number(asked, f"high.{name}"), asked.get(f"match.{name}", "")
        )
        for name in columns
    }


def passing(rows: Sequence[Row], filters: Iterable[RowFilter]) -> list[Row]:
    """The rows that pass all filters; raises `BadPattern`."""
    for each in filters:
        if not each.is_plain:
            rows = [row for row in rows if each.passes(row)]
    return list(rows)


def _text(cell: float | str | bool) -> str:
    return cell if isinstance(cell, str) else str(cell).lower()
