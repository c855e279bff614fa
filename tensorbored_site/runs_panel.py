"""The list of runs as a value: one page of rows, what is selected, and why not all are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboards.cards import Pager, cut, token
from dashboards.query import PageQuery
from ingest.store import Snapshot
from profiles.colors import Color
from profiles.regex import BadPattern
from profiles.schema import ProfileData
from profiles.selection import MANY_RUNS, NEWEST, filtered_runs, is_limited, shown_runs

ROWS = 100
_SEPARATORS = "/_-. "
_SHORTEST_PREFIX = 4
_LONG_STEM = 12  # what names share within their last segment is left out only when it is as long as this


@dataclass(frozen=True)
class Row:
    """One run. ``head`` and ``last``: its name without the prefix common to all, cut at the last slash."""

    name: str
    head: str
    last: str
    light: str
    dark: str
    shown: bool
    step: str


@dataclass(frozen=True)
class PageLinks:
    """The way to another page of rows: for a browser without scripts, and for htmx."""

    href: str
    fragment: str


@dataclass(frozen=True)
class RunsPanel:
    """Everything in `#runs`. ``drawn`` runs of ``listed`` that pass the filter, of ``total``."""

    query: PageQuery
    total: int
    listed: int = 0
    drawn: int = 0
    rows: tuple[Row, ...] = ()
    prefix: str = ""
    notice: str = ""
    error: str = ""
    pager: Pager | None = None
    links: Mapping[str, PageLinks] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """Equal for lists that look the same."""
        return token(self)


def runs_panel(
    snapshot: Snapshot,
    profile: ProfileData,
    query: PageQuery,
    colors: Mapping[str, Color],
    page: int,
    paths: tuple[str, str],
) -> RunsPanel:
    """The list at one of its pages; `paths` are those of the dashboard and of the fragment."""
    try:
        listed = filtered_runs(snapshot, query.run_filter)
    except BadPattern as error:
        return RunsPanel(query=query, total=len(snapshot.runs), error=str(error))
    shown = set(shown_runs(snapshot, profile, query.run_filter))
    names, pager = cut(listed, page, ROWS, str)
    prefix = common_prefix(snapshot.runs)
    return RunsPanel(
        query=query,
        total=len(snapshot.runs),
        listed=len(listed),
        drawn=len(shown),
        rows=tuple(_row(snapshot, name, colors[name], name in shown, len(prefix)) for name in names),
        prefix=prefix,
        notice=_notice(snapshot, profile),
        pager=pager,
        links=_links(pager, query, paths),
    )


def common_prefix(names: Iterable[str]) -> str:
    """What all names begin with, up to a separator; empty where it is too short to be worth leaving out."""
    every = list(names)
    if len(every) < 2:
        return ""
    one, other = min(every), max(every)  # whatever these two share, all between them share too
    same = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    prefix = one[:same]
    folder = prefix.rfind("/") + 1
    stem = max(prefix.rfind(separator) for separator in _SEPARATORS) + 1
    end = stem if stem - folder >= _LONG_STEM else folder
    too_long = any(len(name) == end for name in every)
    return "" if end < _SHORTEST_PREFIX or too_long else prefix[:end]


def _row(snapshot: Snapshot, name: str, color: Color, shown: bool, cut_off: int) -> Row:
    head, slash, last = name[cut_off:].rpartition("/")
    step = snapshot.runs[name].last_step
    return Row(
        name=name,
        head=head + slash,
        last=last,
        light=color.light,
        dark=color.dark,
        shown=shown,
        step="" if step is None else f"{step:,}",
    )


def _notice(snapshot: Snapshot, profile: ProfileData) -> str:
    if not is_limited(snapshot, profile):
        return ""
    return (
        f"More than {MANY_RUNS} runs: the {NEWEST} newest are shown until you select others. "
        "“All” shows every run."
    )


def _links(pager: Pager | None, query: PageQuery, paths: Sequence[str]) -> dict[str, PageLinks]:
    if pager is None:
        return {}
    numbers = {"previous": pager.previous, "next": pager.next}
    return {name: _link(query, paths, number) for name, number in numbers.items() if number}


def _link(query: PageQuery, paths: Sequence[str], number: str) -> PageLinks:
    parameters = urlencode((*query.pairs(), ("runsPage", number)))
    return PageLinks(*(f"{path}?{parameters}" for path in paths))
