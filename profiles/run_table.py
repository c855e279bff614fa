"""How a person has the list of runs: its columns, its order, flat or as a tree; from JSON and to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles.column_filter import ColumnFilter, column_filters, json_from_column_filter
from profiles.parts import Other, frozen, nothing
from tensorbored.plugins.core import checks

MAX_COLUMNS = 20
WIDTHS = 48, 1000  # pixels of a column
STARTED = "started"
FACTS = (STARTED, "duration", "step")
STATISTICS = ("last", "min", "max")
HPARAM = "hparam:"
ORDERS = (STARTED, "name", "selected")  # besides columns


@dataclass(frozen=True)
class RunTable:
    """The list of runs. ``columns``: ids, in order: one of `FACTS`, `min:loss`, or `hparam:lr`.

    ``sort``: one of `ORDERS` or the id of a column; empty leaves it to the page. ``open``: whether a folder
    of the tree is, by its path; unsaid it is for the page to say. ``filters``: what a column lets through, by
    its id. ``widths``: of columns that are not as wide as what stands in them, by their ids, in pixels.
    ``other``: what this version has no use for, as it came.
    """

    columns: tuple[str, ...] = ("started", "step")
    sort: str = ""
    descending: bool = False
    tree: bool = False
    open: Mapping[str, bool] = field(default_factory=nothing)
    filters: Mapping[str, ColumnFilter] = field(default_factory=nothing)
    widths: Mapping[str, int] = field(default_factory=nothing)
    other: Other = field(default_factory=nothing)

    @property
    def filtering(self) -> Mapping[str, ColumnFilter]:
        """The filters of columns that this version can filter by."""
        return {column: each for column, each in self.filters.items() if is_known(column)}


@dataclass(frozen=True)
class Metric:
    """A column about a tag: the last value, the smallest or the largest."""

    statistic: str
    tag: str


def metric_of(column: str) -> Metric | None:
    """What a column of a metric is about; None for the others."""
    statistic, colon, tag = column.partition(":")
    return Metric(statistic, tag) if colon and statistic in STATISTICS else None


def hparam_of(column: str) -> str:
    """The hyperparameter that a column is about; empty for the others."""
    return column[len(HPARAM) :] if column.startswith(HPARAM) else ""


def is_known(column: str) -> bool:
    """Whether this version can show the column."""
    return column in FACTS or metric_of(column) is not None or bool(hparam_of(column))


def run_table(value: Any, where: str) -> RunTable:
    """`{"columns": ["step", "min:loss"], "sort": "step", "descending": true, "tree": false, "open": {}}`."""
    entry = checks.mapping(value, where)
    plain = RunTable()
    opened = checks.mapping(entry.get("open", {}), f"{where}.open")
    columns = checks.texts(entry.get("columns", list(plain.columns)), f"{where}.columns", MAX_COLUMNS)
    return RunTable(
        columns=tuple(dict.fromkeys(columns)),
        sort=checks.text(entry.get("sort", plain.sort), f"{where}.sort"),
        descending=checks.flag(entry.get("descending", False), f"{where}.descending"),
        tree=checks.flag(entry.get("tree", False), f"{where}.tree"),
        open=frozen((k, checks.flag(v, checks.within(f"{where}.open", k))) for k, v in opened.items()),
        filters=column_filters(entry.get("filters", {}), f"{where}.filters"),
        widths=_widths(entry.get("widths", {}), f"{where}.widths"),
        other=frozen(
            (k, checks.plain(v, checks.within(where, k))) for k, v in entry.items() if k not in _KNOWN
        ),
    )


def json_from_run_table(table: RunTable) -> dict[str, Any]:
    """What `run_table` reads."""
    filters = {column: json_from_column_filter(each) for column, each in table.filters.items()}
    return dict(table.other) | {
        "columns": list(table.columns),
        "sort": table.sort,
        "descending": table.descending,
        "tree": table.tree,
        "open": dict(table.open),
        **({"filters": filters} if filters else {}),
        **({"widths": dict(table.widths)} if table.widths else {}),
    }


def _widths(value: Any, where: str) -> Mapping[str, int]:
    said = checks.mapping(value, where, MAX_COLUMNS)
    return frozen((k, checks.whole(v, checks.within(where, k), *WIDTHS)) for k, v in said.items())


_KNOWN = {"columns", "sort", "descending", "tree", "open", "filters", "widths"}
