"""The list of runs as a value: one page of rows, what is selected, and why not all are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboards.cards import Pager, cut, element_id, token
from dashboards.query import PageQuery
from ingest.store import Snapshot
from profiles.colors import Color
from profiles.latest import Latest
from profiles.regex import BadPattern
from profiles.run_order import listed_runs, listed_tree, sorting
from profiles.run_table import is_known
from profiles.run_tree import Folder, common_prefix, label_of, stem_of
from profiles.schema import ProfileData
from profiles.selection import MANY_RUNS, NEWEST, is_limited, shown_runs
from profiles.table_words import Title, title_of
from tensorbored_site.runs_text import Cell, cell_of, filter_cells

__all__ = ["Header", "Row", "RunsPanel", "common_prefix", "runs_panel"]

ROWS = 100
_prefixes: Latest[str] = Latest()
FEW_RUNS = 50  # so many, and all folders are open at first


@dataclass(frozen=True)
class Header:
    """A column: its id, its title, and how the list is sorted by it, in the words of `aria-sort`.

    ``width``: in pixels; 0 for as wide as what stands in it.
    """

    id: str
    title: Title
    sort: str
    is_filtered: bool = False
    width: int = 0


@dataclass(frozen=True)
class FilterShown:
    """What a column lets through: ``parts`` in words, moments among them."""

    column: str
    title: Title
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Row:
    """One run or folder, `depth` folders deep.

    ``head`` and ``last``: its name without what it shares with its neighbours, cut at the last slash.
    ``state``: true, false or mixed, in the words of `aria-checked`. Of a folder ``runs`` are below it.
    """

    id: str
    name: str
    head: str
    last: str
    state: str
    depth: tuple[int, ...] = ()
    light: str = ""
    dark: str = ""
    cells: tuple[Cell, ...] = ()
    is_baseline: bool = False
    is_folder: bool = False
    is_open: bool = False
    runs: int = 0


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
    headers: tuple[Header, ...] = ()
    rows: tuple[Row, ...] = ()
    is_tree: bool = False
    prefix: str = ""
    notice: str = ""
    error: str = ""
    filters: tuple[FilterShown, ...] = ()
    pager: Pager | None = None
    links: Mapping[str, PageLinks] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """Equal for lists that look the same."""
        return token(self)

    @property
    def state(self) -> str:
        """Of the box above all rows, in the words of `aria-checked`."""
        return _state(self.drawn, self.listed)

    @property
    def columns(self) -> int:
        """How many columns follow the name and the colour."""
        return max(len(self.headers) - 1, 0)

    @property
    def span(self) -> int:
        """How many columns the name of a folder may take: its own, the colours', and all that follow."""
        return len(self.headers) + 1

    @property
    def widths(self) -> str:
        """Of the columns that follow, in pixels; empty where none has one of its own."""
        found = [header.width for header in self.headers[1:]]
        return ",".join(map(str, found)) if any(found) else ""

    @property
    def by_name(self) -> Header:
        """The column of names."""
        return self.headers[0]


@dataclass(frozen=True)
class _List:
    """What the rows are made from."""

    snapshot: Snapshot
    profile: ProfileData
    colors: Mapping[str, Color]
    shown: frozenset[str]
    columns: tuple[str, ...]
    now: float
    few: bool

    def is_open(self, folder: Folder) -> bool:
        """As somebody left it; else the folders of few runs are open."""
        return self.profile.run_table.open.get(folder.path, self.few)


def runs_panel(
    snapshot: Snapshot,
    profile: ProfileData,
    query: PageQuery,
    colors: Mapping[str, Color],
    page: int,
    paths: tuple[str, str],
    now: float = 0.0,
) -> RunsPanel:
    """The list at one of its pages; `paths` are those of the dashboard and of the fragment."""
    try:
        listed = listed_runs(snapshot, profile, query.run_filter)
    except BadPattern as error:
        return RunsPanel(query=query, total=len(snapshot.runs), error=str(error))
    shown = frozenset(shown_runs(snapshot, profile, query.run_filter))
    columns = tuple(column for column in profile.run_table.columns if is_known(column))
    look = _List(snapshot, profile, colors, shown, columns, now, len(listed) <= FEW_RUNS)
    places: Sequence[_Place | str]
    if profile.run_table.tree:
        root = listed_tree(snapshot, profile, query.run_filter)
        prefix, places = f"{root.path}/" if root.path else "", _open_places(look, root)
    else:
        prefix, places = _prefix(snapshot), listed
    found: Sequence[_Place | str]
    found, pager = cut(places, page, ROWS, str)
    return RunsPanel(
        query=query,
        total=len(snapshot.runs),
        listed=len(listed),
        drawn=len(shown),
        headers=_headers(snapshot, profile, columns),
        rows=tuple(_row(look, place, prefix) for place in found),
        is_tree=profile.run_table.tree,
        prefix=prefix,
        notice=_notice(snapshot, profile),
        filters=tuple(_filters(profile)),
        pager=pager,
        links=_links(pager, query, paths),
    )


def _prefix(snapshot: Snapshot) -> str:
    return _prefixes.get(snapshot, None, lambda: common_prefix(snapshot.runs))


@dataclass(frozen=True)
class _Place:
    """Where a run or a folder stands in the tree, and how much of its name those beside it share."""

    item: Folder | str
    inside: str = ""
    stem: int = 0
    depth: tuple[int, ...] = ()


def _open_places(look: _List, root: Folder) -> list[_Place]:
    """All that can be seen of the tree: what lies in closed folders is not looked at."""
    return list(_below(look, root, ()))


def _below(look: _List, folder: Folder, depth: tuple[int, ...]) -> Iterator[_Place]:
    stem = len(stem_of(folder.items, folder.path))
    for item in folder.items:
        yield _Place(item, folder.path, stem, depth)
        if not isinstance(item, str) and look.is_open(item):
            yield from _below(look, item, (*depth, len(depth)))


def _row(look: _List, place: _Place | str, prefix: str) -> Row:
    if isinstance(place, str):
        return _run_row(look, place, place[len(prefix) :])
    item, label = place.item, label_of(place.item, place.inside)
    if place.stem and item != place.inside:
        label = f"…{label[place.stem :]}"
    if isinstance(item, str):
        return _run_row(look, item, "(this run)" if item == place.inside else label, place.depth)
    return _folder_row(look, item, label, place.depth)


def _run_row(look: _List, name: str, label: str, depth: tuple[int, ...] = ()) -> Row:
    head, slash, last = label.rpartition("/")
    color = look.colors[name]
    return Row(
        id=element_id("run", name),
        name=name,
        head=head + slash,
        last=last,
        state="true" if name in look.shown else "false",
        depth=depth,
        light=color.light,
        dark=color.dark,
        cells=tuple(cell_of(look.snapshot, name, column, look.now) for column in look.columns),
        is_baseline=name == look.profile.baseline_run,
    )


def _folder_row(look: _List, folder: Folder, label: str, depth: tuple[int, ...]) -> Row:
    head, slash, last = label.rpartition("/")
    drawn = sum(name in look.shown for name in folder.runs)
    return Row(
        id=element_id("folder", folder.path),
        name=folder.path,
        head=head + slash,
        last=last,
        state=_state(drawn, len(folder.runs)),
        depth=depth,
        is_folder=True,
        is_open=look.is_open(folder),
        runs=len(folder.runs),
    )


def _state(drawn: int, of: int) -> str:
    return "false" if not drawn else "true" if drawn == of else "mixed"


def _headers(snapshot: Snapshot, profile: ProfileData, columns: tuple[str, ...]) -> tuple[Header, ...]:
    by, descending = sorting(snapshot, profile)
    how = "descending" if descending else "ascending"
    named = ((column, title_of(column)) for column in ("name", *columns))
    return tuple(
        Header(
            column,
            title,
            how if column == by else "none",
            column in profile.run_table.filters,
            profile.run_table.widths.get(column, 0),
        )
        for column, title in named
    )


def _filters(profile: ProfileData) -> Iterator[FilterShown]:
    for column, each in profile.run_table.filtering.items():
        title = title_of(column)
        named = " ".join(filter(None, (title.text.lower(), title.tag)))
        yield FilterShown(column, title, (Cell(f"{named}: "), *filter_cells(each, column)))


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
