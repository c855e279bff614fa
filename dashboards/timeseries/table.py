"""The table below a chart, over HTTP: by itself, or as a part. Its address says which columns it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.arrangement import Arrangement, arrangement
from dashboards.bands import ALL_RUNS, bundled
from dashboards.cards import element_id
from dashboards.curve_query import curve_query, number
from dashboards.curves import ALL_RUNS_COLOR, UNKNOWN_COLOR
from dashboards.dashes import dash_of
from dashboards.http import asked_part, private
from dashboards.lines import lines_of
from dashboards.numbers import step_text
from dashboards.refusals import NotThere, refusal
from dashboards.row_filter import TYPED, has_nothing, is_filter, passing, row_filters
from dashboards.step_table import (
    GROUP,
    RANGE,
    RUN,
    SINGLE,
    TAG,
    Selection,
    group_row,
    hparam_column,
    is_beyond,
    last_step,
    ordered,
    rows_of,
)
from dashboards.taken import groups_of, taken_from
from profiles.colors import run_colors
from profiles.regex import matcher
from profiles.run_facts import run_hparams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from dashboards.bands import Bundle
    from dashboards.lines import CurveQuery, Line
    from dashboards.row_filter import RowFilter
    from dashboards.step_table import Column, Row
    from dashboards.taken import Taken
    from ingest.hparams import HParam
    from profiles.request import Request

MOST_ROWS = 200
MOST_HPARAMS = 50
PART = "steps"
"""What a chart asks for, which does not know the id that its table will have."""

_OURS = ("columns", "sort", "all")


@dataclass(frozen=True)
class Head:
    """A column that the table has. ``sorted``: in the words of `aria-sort`; the others: where links lead."""

    column: Column
    is_shown: bool
    sorted: str
    sort_url: str
    toggle_url: str
    left_url: str
    right_url: str


@dataclass(frozen=True)
class Field:
    """What a column lets through, to be typed. ``is_text``: an expression and not two numbers; ``empty``: how
    many rows have nothing there, ``missing``: whether they pass.
    """

    column: Column
    is_text: bool
    empty: int
    missing: bool
    low: str
    high: str
    match: str


@dataclass(frozen=True)
class Cell:
    """What is written, and with every digit; of a run also its colours and dashes."""

    text: str
    exact: str
    swatch: tuple[str, str, str] | None = None


@dataclass
class Sheet:
    """The table as its template reads it. ``base``: what of its address does not arrange it.

    ``bundles``: groups that are drawn as one line, and so have one row; ``alone``: of ``lines`` the others;
    ``problem``: what is wrong with the filters, which then let everything through.
    """

    taken: Taken
    lines: Sequence[Line]
    bundles: Sequence[Bundle]
    alone: Sequence[Line]
    asked: CurveQuery
    selection: Selection
    columns: Mapping[str, Column]
    order: Arrangement
    colors: Mapping[str, tuple[str, str]]
    hparams: Mapping[str, Mapping[str, HParam]]
    filters: Mapping[str, RowFilter]
    base: tuple[tuple[str, str], ...]
    most: int
    problem: str = ""

    @property
    def id(self) -> str:
        """The same for a card whatever step is looked at."""
        return element_id("steps", repr((self.taken.tags, self.taken.run)))

    @property
    def at(self) -> str:
        """Where, in words."""
        start, end = self.selection.start, self.selection.end
        return f"step {step_text(start)}" if end is None else f"steps {step_text(start)} to {step_text(end)}"

    @property
    def kind(self) -> str:
        """Which columns there are: browsers keep how people arrange them for each kind."""
        return "single" if self.selection.end is None else "range"

    @property
    def is_beyond(self) -> bool:
        """Whether no run reaches what is selected."""
        return bool(self.lines) and is_beyond(self.lines, self.selection)

    @property
    def heads(self) -> list[Head]:
        """The columns that are shown."""
        return [self._head(name) for name in self.order.columns]

    @property
    def every_head(self) -> list[Head]:
        """Those that are hidden too, after the others."""
        hidden = (name for name in self.columns if name not in self.order.columns)
        return [*self.heads, *map(self._head, hidden)]

    @cached_property
    def every_row(self) -> list[Row]:
        """All rows, listed or not."""
        groups = [group_row(bundle, self.asked, self.selection) for bundle in self.bundles]
        alone = rows_of(self.alone, self.asked.smoothing, self.selection)
        return [*map(self._with_hparams, groups), *map(self._with_hparams, alone)]

    @cached_property
    def passing(self) -> list[Row]:
        """Those that the filters let through."""
        return passing(self.every_row, self.filters.values())

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """A cell for each column that is shown."""
        found = ordered(self.passing, self.order.sort, down=self.order.down)[: self.most]
        return [[self._cell(row, name) for name in self.order.columns] for row in found]

    @property
    def count(self) -> int:
        """All rows, here or not."""
        return len(self.every_row)

    @property
    def fields(self) -> list[Field]:
        """A filter for each column that is shown, and for others that have one."""
        names = [*self.order.columns, *(name for name in self.filters if name not in self.order.columns)]
        shown = set(self.order.columns)
        return [self._field(name) for name in names if name in shown or not self.filters[name].is_plain]

    @property
    def is_filtered(self) -> bool:
        """Whether a column has a filter."""
        return any(not each.is_plain for each in self.filters.values())

    @property
    def path(self) -> str:
        """Where the table is."""
        return reverse("timeseries:table")

    @property
    def rest(self) -> tuple[tuple[str, str], ...]:
        """What its address says besides the filters."""
        return (*(pair for pair in self.base if not is_filter(pair[0])), *self.order.pairs())

    @property
    def all_url(self) -> str:
        """Where all rows are, if they are not here."""
        return self._url(self.order, ("all", "1")) if len(self.passing) > self.most else ""

    def _url(self, order: Arrangement, *more: tuple[str, str]) -> str:
        return f"{reverse('timeseries:table')}?{urlencode([*self.base, *order.pairs(), *more])}"

    def _head(self, name: str) -> Head:
        order = self.order
        way = "descending" if order.down else "ascending"
        return Head(
            column=self.columns[name],
            is_shown=name in order.columns,
            sorted=way if name == order.sort else "none",
            sort_url=self._url(order.sorted_by(name)),
            toggle_url=self._url(order.toggled(name)),
            left_url=self._url(order.moved(name, -1)),
            right_url=self._url(order.moved(name, 1)),
        )

    def _field(self, name: str) -> Field:
        cells = [row.cell(name) for row in self.every_row]
        is_text = any(isinstance(cell, (str, bool)) for cell in cells)
        empty, missing = sum(map(has_nothing, cells)), self.filters[name].missing
        typed = dict(self.base)  # a filter that makes no sense too
        said = (typed.get(f"{end}.{name}", "") for end in TYPED)
        return Field(self.columns[name], is_text, empty, missing, *said)

    def _cell(self, row: Row, name: str) -> Cell:
        if name == "run":
            color = ALL_RUNS_COLOR if row.run == ALL_RUNS else self.colors.get(row.of, UNKNOWN_COLOR)
            return Cell(row.run, row.run, (*color, self._dash(row.tag)))
        if name == "tag":
            return Cell(row.tag, row.tag)
        fact = row.cell(name)
        if isinstance(fact, (str, bool)):
            return Cell(fact if isinstance(fact, str) else str(fact).lower(), repr(fact))
        return Cell("–", "none") if fact is None else Cell(self.columns[name].text(fact), repr(fact))

    def _with_hparams(self, row: Row) -> Row:
        """With what it was trained with; of a group what its runs have alike."""
        bundle = next((one for one in self.bundles if (one.name, one.tag) == (row.run, row.tag)), None)
        runs = [line.run for line in bundle.lines] if bundle else [row.of]
        said = [set(self.hparams.get(run, {}).items()) for run in runs]
        return replace(row, hparams=dict(set.intersection(*said)))

    def _dash(self, tag: str) -> str:
        """As SVG writes it, for strokes two units wide."""
        return " ".join(str(2 * length) for length in dash_of(self.taken.tags.index(tag)))


@require_safe
def table(request: Request) -> HttpResponse:
    """Every run of a card at a step, or between two; without a step at the last one."""
    try:
        sheet = _sheet(request, taken_from(request))
    except (NotThere, ValueError) as error:
        return refusal(error)
    part = "_table" if asked_part(request) in (PART, sheet.id) else "table"
    return private(render(request, f"timeseries/{part}.html", {"table": sheet}))


def _sheet(request: Request, taken: Taken) -> Sheet:
    if not taken.tags:
        raise NotThere("tag: name the tags of the table.")
    asked = curve_query(request.GET)
    if spreads := asked.spread is not None and asked.x_axis != "metric":
        asked = replace(asked, x_axis="step")
    lines = lines_of(request.snapshot, taken.drawn, asked)
    groups = groups_of(request, asked)
    bundles, alone = bundled(lines, groups, asked.baseline) if spreads else ([], lines)
    selection = _selection(request.GET) or Selection(last_step(lines))
    columns = _columns(taken, asked.smoothing, selection, has_groups=bool(bundles))
    hparams = run_hparams(request.snapshot)
    named = {
        name for line in lines for name in hparams[line.run] if "," not in name
    }  # addresses list columns
    columns += map(hparam_column, sorted(named)[:MOST_HPARAMS])
    filters, problem = _filters(request.GET, [column.name for column in columns])
    pairs = ((name, value) for name, values in request.GET.lists() for value in values)
    return Sheet(
        taken=taken,
        lines=lines,
        bundles=bundles,
        alone=alone,
        asked=asked,
        selection=selection,
        columns={column.name: column for column in columns},
        order=arrangement(
            request.GET,
            [column.name for column in columns],
            [column.name for column in columns if column.shown],
        ),
        colors=run_colors(request.snapshot, request.profile),
        hparams=hparams,
        filters=filters,
        problem=problem,
        base=tuple(pair for pair in pairs if pair[0] not in _OURS),
        most=len(bundles) + len(alone) if request.GET.get("all") == "1" else MOST_ROWS,
    )


def _filters(asked: Mapping[str, str], columns: Sequence[str]) -> tuple[dict[str, RowFilter], str]:
    """Those of an address, and what is wrong with them: then there are none."""
    try:
        found = row_filters(asked, columns)
        for each in found.values():
            matcher(each.match)
    except ValueError as error:
        return row_filters({}, columns), str(error)
    return found, ""


def _selection(asked: Mapping[str, str]) -> Selection | None:
    start, end = number(asked, "step"), number(asked, "to")
    if start is None:
        return None
    return Selection(start) if end is None else Selection(min(start, end), max(start, end))


def _columns(taken: Taken, weight: float, selection: Selection, *, has_groups: bool) -> list[Column]:
    """As many as make sense: a tag only where there are several, smoothed values only where there are any."""
    names = [RUN, TAG] if len(taken.tags) > 1 else [RUN]
    numbers = RANGE if selection.end is not None else (*SINGLE, *GROUP) if has_groups else SINGLE
    return [*names, *(column for column in numbers if weight > 0 or column.name != "smoothed")]
