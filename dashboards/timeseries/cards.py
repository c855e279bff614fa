"""The page of Time Series as a value: groups of cards, or why there are none. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboards import empty
from dashboards.cards import TOP_LEVEL, Pager, card_version, cut, element_id, grouped, title
from dashboards.empty import Empty
from dashboards.query import PageQuery, smoothing_text
from dashboards.scales import NAMES, SCALES, Scale
from ingest.store import Snapshot
from profiles.regex import matcher
from profiles.schema import ProfileData
from profiles.selection import filtered_runs, shown_runs

OPEN_GROUPS = 2
OPEN_GROUPS_FILTERED = 20
GROUPS_A_PAGE = 100
PICTURE = {"width": 4, "height": 2.4, "dpi": 200}  # inches: where no script draws
_PLAIN = {"title": "", "legend": "no"}  # the card has a title and the list of runs has the colours


@dataclass(frozen=True)
class ScaleChoice:
    """The scales that one axis of a card may have: name, address with it, and whether it has it."""

    axis: str
    scale: Scale
    choices: tuple[tuple[str, str, bool], ...]
    next_url: str


@dataclass(frozen=True)
class Card:
    """One tag. ``version`` is equal where the curves are; ``runs`` counts those drawn."""

    id: str
    tag: str
    head: str
    last: str
    src: str
    version: str
    runs: int
    expanded: bool
    toggle_url: str
    scales: tuple[ScaleChoice, ...]
    downloads_url: str
    picture_url: str


@dataclass(frozen=True)
class Group:
    """Tags with the same first path segment; ``cards`` is one page of them, none where it is closed."""

    id: str
    label: str
    total: int
    is_open: bool
    toggle_url: str
    cards: tuple[Card, ...] = ()
    pager: Pager | None = None


@dataclass(frozen=True)
class CardsPage:
    """Everything in `#cards`. ``url``: its own address; ``hidden``: state that the toolbar sends along."""

    url: str
    query: PageQuery
    smoothing: str
    tags: int
    tags_total: int
    groups: tuple[Group, ...] = ()
    pager: Pager | None = None
    empty: Empty | None = None

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """State that no visible field holds."""
        return (*self.query.layout(), ("was", self.query.tag_filter))


@dataclass(frozen=True)
class Looking:
    """What a page is made from. ``path`` and ``series_path``: the addresses of the page and of one card."""

    snapshot: Snapshot
    profile: ProfileData
    query: PageQuery
    colors: Mapping[str, object]
    path: str
    series_path: str


def cards_page(look: Looking) -> CardsPage:
    """The page for a snapshot, a profile and an address; raises `BadPattern`."""
    snapshot, query = look.snapshot, look.query
    matches = matcher(query.tag_filter)
    shown = shown_runs(snapshot, look.profile, query.run_filter)
    drawn = _drawn(snapshot, shown)
    tags = [tag for tag in drawn if matches(tag)]
    page = CardsPage(
        url=query.url(look.path),
        query=query,
        smoothing=smoothing_text(query.smoothing),
        tags=len(tags),
        tags_total=len(drawn),
    )
    if not tags:
        return replace(page, empty=_empty(look, shown, len(drawn)))
    groups = grouped(tags)
    names, pager = cut(list(groups), query.groups, GROUPS_A_PAGE, lambda n: _groups_url(look, n))
    opened = OPEN_GROUPS_FILTERED if query.tag_filter else OPEN_GROUPS
    by_default = set(list(groups)[:opened])
    made = (_group(look, name, groups[name], drawn, by_default=name in by_default) for name in names)
    return replace(page, groups=tuple(made), pager=pager)


def _groups_url(look: Looking, number: int) -> str:
    return replace(look.query, groups=number).url(look.path)


def _drawn(snapshot: Snapshot, shown: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Tags that some shown run has, with the shown runs that have them."""
    if len(shown) == len(snapshot.runs):
        return snapshot.scalar_tags
    chosen = set(shown)
    kept = ((tag, [run for run in runs if run in chosen]) for tag, runs in snapshot.scalar_tags.items())
    return {tag: runs for tag, runs in kept if runs}


def _empty(look: Looking, shown: Sequence[str], total: int) -> Empty:
    missing = empty.without_data(look.snapshot, "scalars", bool(look.snapshot.scalar_tags))
    if missing:
        return missing
    if not shown:
        listed = len(filtered_runs(look.snapshot, look.query.run_filter))
        return empty.without_runs(look.snapshot, look.query, look.path, listed)
    return empty.without_tags(look.query, look.path, "scalars", total)


def _group(
    look: Looking, name: str, tags: Sequence[str], drawn: Mapping[str, Sequence[str]], *, by_default: bool
) -> Group:
    query = look.query
    is_open = name in query.open or (by_default and name not in query.closed)
    toggled = query.with_open(name, is_open=not is_open, by_default=by_default)
    group = Group(
        id=element_id("group", name),
        label="Top level" if name == TOP_LEVEL else name,
        total=len(tags),
        is_open=is_open,
        toggle_url=toggled.url(look.path),
    )
    if not is_open:
        return group
    size = look.profile.page_size
    part, pager = cut(tags, query.page(name), size, lambda n: query.with_page(name, n).url(look.path))
    return replace(group, cards=tuple(_card(look, tag, drawn[tag]) for tag in part), pager=pager)


def _card(look: Looking, tag: str, runs: Sequence[str]) -> Card:
    query = look.query
    head, last = title(tag)
    asked = {"tag": tag} | ({"runFilter": query.run_filter} if query.run_filter else {})
    expanded = tag in query.expanded
    return Card(
        id=element_id("card", tag),
        tag=tag,
        head=head,
        last=last,
        src=f"{look.series_path}?{urlencode(asked)}",
        version=card_version(look.snapshot, tag, runs, look.colors),
        runs=len(runs),
        expanded=expanded,
        toggle_url=query.with_expanded(tag, expanded=not expanded).url(look.path),
        scales=tuple(_scale_choice(look, axis, tag) for axis in ("y", "x")),
        downloads_url=f"{look.path}downloads?{urlencode(_shown(query, tag))}",
        picture_url=f"{look.path}figure.png?{urlencode(dict(_shown(query, tag)) | PICTURE | _PLAIN)}",
    )


def _shown(query: PageQuery, tag: str) -> tuple[tuple[str, str], ...]:
    """What a card shows, as a question for what is drawn elsewhere."""
    look = replace(
        query,
        tag_filter="",
        x_scale=query.scale("x", tag),
        y_scale=query.scale("y", tag),
        scales=(),
        open=(),
        closed=(),
        expanded=(),
        pages=(),
        groups=1,
        other=(),
    )
    return ("tag", tag), *look.pairs()


def _scale_choice(look: Looking, axis: str, tag: str) -> ScaleChoice:
    now = look.query.scale(axis, tag)
    urls = [look.query.with_scale(axis, tag, scale).url(look.path) for scale in SCALES]
    named = zip(SCALES, urls, strict=True)
    return ScaleChoice(
        axis=axis,
        scale=now,
        choices=tuple((NAMES[scale], url, scale == now) for scale, url in named),
        next_url=urls[(SCALES.index(now) + 1) % len(SCALES)],
    )
