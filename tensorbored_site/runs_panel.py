"""The list of runs as a value: one page of rows, what is selected, and why not all are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboards.cards import Pager, cut, element_id, token
from dashboards.query import PageQuery
from ingest.store import Snapshot
from profiles.colors import Color
from profiles.regex import BadPattern
from profiles.run_order import listed_runs, listed_tree, sorting
from profiles.run_table import is_known
from profiles.run_tree import Folder, common_prefix, label_of, stem_of
from profiles.schema import ProfileData
from profiles.selection import MANY_RUNS, NEWEST, is_limited, shown_runs
from profiles.table_words import Title, title_of
from tensorbored_site.runs_text import Cell, cell_of

__all__ = ["Header", "Row", "RunsPanel", "common_prefix", "runs_panel"]

ROWS = 100
FEW_RUNS = 50  # so many, and all folders are open at first


@dataclass(frozen=True)
class Header:
    """A column: its id, its title, and how the list is sorted by it, in the words of `aria-sort`."""

    id: str
    title: Title
    sort: str


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
    def span(self) -> int:
        """How many columns the name of a folder may take: its own, the colours', and all that follow."""
        return len(self.headers) + 1

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
    look = _List(snapshot, profile, colors, shown, columns, now)
    prefix, items = _tree_items(look, query) if profile.run_table.tree else _flat_items(look, listed)
    makers, pager = cut(items, page, ROWS, str)
    return RunsPanel(
        query=query,
        total=len(snapshot.runs),
        listed=len(listed),
        drawn=len(shown),
        headers=_headers(snapshot, profile, columns),
        rows=tuple(make() for make in makers),
        is_tree=profile.run_table.tree,
        prefix=prefix,
        notice=_notice(snapshot, profile),
        pager=pager,
        links=_links(pager, query, paths),
    )


Items = tuple[str, Sequence[Callable[[], Row]]]
"""What all names begin with, and what makes each row: only the rows of a page are made."""


def _flat_items(look: _List, listed: Sequence[str]) -> Items:
    prefix = common_prefix(look.snapshot.runs)

    def item(name: str) -> Callable[[], Row]:
        return lambda: _run_row(look, name, name[len(prefix) :])

    return prefix, [item(name) for name in listed]


def _tree_items(look: _List, query: PageQuery) -> Items:
    root = listed_tree(look.snapshot, look.profile, query.run_filter)
    opened = look.profile.run_table.open
    few = len(root.runs) <= FEW_RUNS
    items = _below(look, root, (), lambda folder: opened.get(folder.path, few))
    return f"{root.path}/" if root.path else "", list(items)


def _below(
    look: _List, folder: Folder, depth: tuple[int, ...], is_open: Callable[[Folder], bool]
) -> Iterator[Callable[[], Row]]:
    """The rows of a folder, each with a function that makes it, those of open folders among them."""
    stem = len(stem_of(folder.items, folder.path))
    for item in folder.items:
        label = label_of(item, folder.path)
        label = f"…{label[stem:]}" if stem and item != folder.path else label
        if isinstance(item, str):
            yield _maker(_run_row, look, item, "(this run)" if item == folder.path else label, depth)
            continue
        yield _maker(_folder_row, look, item, label, depth, is_open(item))
        if is_open(item):
            yield from _below(look, item, (*depth, len(depth)), is_open)


def _maker(make: Callable[..., Row], *arguments: object) -> Callable[[], Row]:
    return lambda: make(*arguments)


def _run_row(look: _List, name: str, label: str, depth: tuple[int, ...] = ()) -> Row:
    head, slash, last = label.rpartition("/")
    run, color = look.snapshot.runs[name], look.colors[name]
    return Row(
        id=element_id("run", name),
        name=name,
        head=head + slash,
        last=last,
        state="true" if name in look.shown else "false",
        depth=depth,
        light=color.light,
        dark=color.dark,
        cells=tuple(cell_of(run, column, look.now) for column in look.columns),
        is_baseline=name == look.profile.baseline_run,
    )


def _folder_row(look: _List, folder: Folder, label: str, depth: tuple[int, ...], is_open: bool) -> Row:
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
        is_open=is_open,
        runs=len(folder.runs),
    )


def _state(drawn: int, of: int) -> str:
    return "false" if not drawn else "true" if drawn == of else "mixed"


def _headers(snapshot: Snapshot, profile: ProfileData, columns: tuple[str, ...]) -> tuple[Header, ...]:
    by, descending = sorting(snapshot, profile)
    how = "descending" if descending else "ascending"
    named = (("name", Title("Run", tip="By name")), *((column, title_of(column)) for column in columns))
    return tuple(Header(column, title, how if column == by else "none") for column, title in named)


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
