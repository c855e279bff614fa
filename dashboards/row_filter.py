"""Which rows of a table of values are listed: numbers within limits, texts that match an expression.

In an address: `low.value=0.1`, `high.value=0.5`, `match.run=sgd`. A row that has nothing in such a column, or
no number, is listed all the same, unless `missing.value=0`.
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

TYPED = ("low", "high", "match")
"""What a filter may say of a column, before its name in an address; besides whether rows without it pass."""


@dataclass(frozen=True)
class RowFilter:
    """What a column lets through. ``low`` and ``high``: of numbers, None for no end; ``match``: of texts;
    ``missing``: whether rows pass that have nothing there.
    """

    column: str
    low: float | None = None
    high: float | None = None
    match: str = ""
    missing: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether everything passes."""
        return self == RowFilter(self.column)

    def passes(self, row: Row) -> bool:
        """Whether a row is listed; raises `BadPattern`."""
        cell = row.cell(self.column)
        if cell is None or has_nothing(cell):
            return self.missing
        if self.match and not matcher(self.match)(_text(cell)):
            return False
        if self.low is None and self.high is None:
            return True
        if isinstance(cell, (str, bool)):
            return False
        return (self.low is None or self.low <= cell) and (self.high is None or cell <= self.high)


def has_nothing(cell: float | str | bool | None) -> bool:
    """Whether nothing stands in a cell, which NaN is as good as."""
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def is_filter(name: str) -> bool:
    """Whether a parameter of an address filters rows."""
    return name.partition(".")[0] in {*TYPED, "missing"} and "." in name


def row_filters(asked: Mapping[str, str], columns: Iterable[str]) -> dict[str, RowFilter]:
    """What an address asks of these columns, of all of them; `ValueError` with a sentence."""
    return {
        name: RowFilter(
            name,
            number(asked, f"low.{name}"),
            number(asked, f"high.{name}"),
            asked.get(f"match.{name}", ""),
            asked.get(f"missing.{name}") != "0",
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
