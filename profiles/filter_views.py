"""The panel that says what a column of the list of runs lets through: shown, and changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from ingest.hparams import HParam
from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles import edits, typed
from profiles.answers import Refused, refusal, refused_aloud
from profiles.column_filter import ColumnFilter, json_from_column_filter, key_of
from profiles.column_filter import column_filter as checked
from profiles.moments import moment, moment_text
from profiles.panels import panel
from profiles.request import Request
from profiles.run_facts import compared_fact
from profiles.run_table import STARTED, is_known
from profiles.run_views import filtered_anew
from profiles.schema import BadProfile
from profiles.table_words import title_of

MOST_VALUES = 200


@dataclass(frozen=True)
class Choice:
    """One value that a column has: what names it in forms, as text, in how many runs, whether it passes."""

    key: str
    text: str
    count: int
    passes: bool


@dataclass(frozen=True)
class Facts:
    """What a column has: numbers from ``low`` to ``high``, or ``choices``; and in how many runs nothing.

    ``is_whole``: whether all its numbers are.
    """

    low: str = ""
    high: str = ""
    is_whole: bool = False
    choices: tuple[Choice, ...] = ()
    more: int = 0
    missing: int = 0


@dataclass(frozen=True)
class End:
    """An end of what passes: its name in forms, its label, what is said of it, where the values of runs end.

    Moments are seconds since 1970.
    """

    name: str
    label: str
    said: str
    limit: str

    @property
    def typed(self) -> str:
        """A moment as a field has it, in this machine's zone."""
        return moment_text(float(self.said)).replace(" ", "T") if self.said else ""

    @property
    def told(self) -> str:
        """Where the moments of runs end, to be read."""
        return moment_text(float(self.limit))


@require_http_methods(["GET", "HEAD", "POST"])
def column_filter(request: Request) -> HttpResponse:
    """The panel of `column`; a POST lets through numbers from `low` to `high`, or what is ticked."""
    column = request.POST.get("column", "") or request.GET.get("column", "")
    try:
        if not is_known(column):
            raise Refused(f"column: runs cannot be filtered by {column!r}.", 404)
        if request.method == "POST":
            only = _asked(request)
            return filtered_anew(request, lambda profile: edits.filter_runs(profile, column, only))
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error) if request.method == "POST" else refusal(error)
    now = request.profile.run_table.filters.get(column, ColumnFilter())
    facts = facts_of(request.snapshot, column, now)
    ends = (
        End("low", "From", _text(now.low, column), facts.low),
        End("high", "to", _text(now.high, column), facts.high),
    )
    context = {"column": column, "title": title_of(column), "now": now, "facts": facts, "ends": ends}
    return panel(request, "shell/_run_filter.html", context | {"are_moments": column == STARTED})


def facts_of(snapshot: Snapshot, column: str, now: ColumnFilter) -> Facts:
    """What there is to choose from in a column of all runs."""
    found = [compared_fact(snapshot, name, column) for name in snapshot.runs]
    values = [value for value in found if value is not None and value == value]
    missing = len(found) - len(values)
    if not any(isinstance(value, (str, bool)) for value in values):
        numbers = np.array(values, np.float64)
        if not values:
            return Facts(missing=missing)
        low, high = (_text(float(end), column) for end in (numbers.min(), numbers.max()))
        return Facts(low, high, bool((numbers == np.trunc(numbers)).all()), missing=missing)
    counted = Counter(map(key_of, values))
    keys = sorted(counted, key=lambda key: natural_key(_shown(json.loads(key))))
    choices = (_choice(key, counted[key], now) for key in keys[:MOST_VALUES])
    return Facts(choices=tuple(choices), more=max(len(keys) - MOST_VALUES, 0), missing=missing)


def _choice(key: str, count: int, now: ColumnFilter) -> Choice:
    value = json.loads(key)
    return Choice(key, _shown(value), count, replace(now, low=None, high=None).passes(value))


def _asked(request: Request) -> ColumnFilter | None:
    """What is listed and not ticked does not pass; what was said of values that are not listed stays."""
    said = request.POST
    column = said.get("column", "")
    before = request.profile.run_table.filters.get(column, ColumnFilter())
    listed = said.getlist("listed")
    kept = [value for value in before.without if key_of(value) not in listed]
    without = [_loaded(key) for key in listed if key not in said.getlist("value")]
    low, high = _ends(said, column)
    entry: Mapping[str, Any] = json_from_column_filter(before) | {
        "min": low,
        "max": high,
        "without": [*kept, *without],
        "missing": said.getlist("missing")[-1:] != ["0"],
    }
    only = checked(entry, f"runTable.filters.{column}")
    return None if only.is_plain else only


def _ends(said: Mapping[str, str], column: str) -> tuple[float | None, float | None]:
    read = moment if column == STARTED else typed.number
    low, high = read(said.get("low", ""), "low"), read(said.get("high", ""), "high")
    if column == STARTED and low is not None and high is not None and low > high:
        raise Refused("high: the end lies before the start.")
    return low, high


def _loaded(key: str) -> HParam:
    try:
        value = json.loads(key)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, (str, bool, int, float)):
        raise Refused("listed: this is no value of a column.")
    return value


def _text(number: float | None, column: str) -> str:
    return "" if number is None else f"{number:.0f}" if column == STARTED else f"{number:.6g}"


def _shown(value: HParam) -> str:
    return value if isinstance(value, str) else key_of(value).removesuffix(".0")
