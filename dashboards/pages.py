"""The page of a dashboard as a value: groups of cards, or why there are none. Pure; knows no requests.

A dashboard brings its kinds: which tags, how many cards each has, and what a card is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from dashboards import empty
from dashboards.cards import TOP_LEVEL, Pager, cut, element_id, grouped
from dashboards.empty import Empty
from dashboards.query import PAGE, PageQuery, smoothing_text
from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles.regex import matcher
from profiles.run_filter import filtered_runs
from profiles.schema import ProfileData
from profiles.selection import shown_runs

OPEN_GROUPS = 2
OPEN_GROUPS_FILTERED = 20
GROUPS_A_PAGE = 100
MENU = "menu"
"""What an address calls the card whose menu it is about."""

MATCHING = "__matching__"
"""What the address calls the group of all tags that match, where a page shows them as one."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Looking:
    """What a page is made from. ``path``: the address of the page."""

    snapshot: Snapshot
    profile: ProfileData
    query: PageQuery
    colors: Mapping[str, Any]
    path: str

    @cached_property
    def pinned(self) -> frozenset[Hashable]:
        """The cards that are pinned, as `Pin.card` names them."""
        return frozenset(pin.card for pin in self.profile.pins)

    def large(self, name: str) -> tuple[bool, str]:
        """Whether a card is large, and the address at which it is the other way."""
        is_large = name in self.query.expanded
        return is_large, self.query.with_expanded(name, expanded=not is_large).url(self.path)


@dataclass(frozen=True)
class CardKey:
    """What a card shows: a tag of a plugin, for all runs or one, of several samples a step this one."""

    plugin: str
    tag: str
    run: str | None = None
    sample: int = 0


Keys = Callable[[Snapshot, str, Sequence[str]], Sequence[CardKey]]
"""The cards of a tag, given the selected runs that have it."""


@dataclass(frozen=True)
class Kind:
    """Cards of one plugin. ``card``: any value with `id` and `template`, the template that renders it."""

    plugin: str
    keys: Keys
    card: Callable[[Looking, CardKey, Sequence[str]], Any]


@dataclass(frozen=True)
class Group:
    """Tags with the same first path segment; ``cards`` is one page of them, none where it is closed."""

    id: str
    label: str
    total: int
    is_open: bool
    toggle_url: str
    cards: tuple[Any, ...] = ()
    pager: Pager | None = None


@dataclass(frozen=True)
class CardsPage:
    """Everything in `#cards`. ``url``: its own address; ``hidden``: state that the toolbar sends along;
    ``card_width``: the least of all cards in pixels, None where the page is left to choose.
    """

    url: str
    query: PageQuery
    smoothing: str
    tags: int
    tags_total: int
    card_width: int | None = None
    groups: tuple[Group, ...] = ()
    pager: Pager | None = None
    empty: Empty | None = None

    @property
    def menu_url(self) -> str:
        """The same page with the menu of a card, whose id comes after this."""
        return f"{self.url}{'&' if '?' in self.url else '?'}{MENU}="

    @property
    def sections(self) -> tuple[Group, ...]:
        """All groups of cards, those that stand apart as well."""
        return self.groups

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """State that no visible field holds."""
        return (*self.query.layout(), ("was", self.query.tag_filter))


@dataclass(frozen=True)
class OneForAllRuns:
    """Keys for one card a tag."""

    plugin: str

    def __call__(self, snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Sequence[CardKey]:
        """The one key."""
        return (CardKey(self.plugin, tag),)


def one_for_each_run(plugin: str) -> Keys:
    """One card a tag and run."""
    return lambda snapshot, tag, runs: tuple(CardKey(plugin, tag, run) for run in runs)


def cards_page(
    look: Looking,
    kinds: Sequence[Kind],
    what: str,
    *,
    together: bool = False,
    filtered: bool = True,
    sections: Sequence[str] = (),
    empties: bool = False,
) -> CardsPage:
    """The page for a snapshot, a profile and an address; ``what`` names its data. Raises `BadPattern`.

    ``together``: what the tag filter lets through is one group, not the groups that it is from;
    ``filtered``: groups hold only what it lets through, else the page has another place for that;
    ``sections``: what else on the page opens and closes as groups do;
    ``empties``: a tag that none of the shown runs has has cards too, where its kind makes some of no run.
    """
    query = look.query
    matches = matcher(query.tag_filter if filtered else "")
    shown = shown_runs(look.snapshot, look.profile, query.run_filter)
    drawn_of = _drawn_or_not if empties and shown else _drawn
    found = [(kind, drawn_of(look.snapshot, kind, shown)) for kind in kinds]
    total = sum(len(drawn) for _, drawn in found)
    tags = {kind.plugin: [tag for tag in drawn if matches(tag)] for kind, drawn in found}
    matching = _in_order(tags)
    groups = {MATCHING: matching} if together and query.tag_filter else grouped(matching)
    opened = OPEN_GROUPS_FILTERED if query.tag_filter and filtered else OPEN_GROUPS
    plain = {name: place < opened for place, name in enumerate(groups)}
    query = query.with_groups_said(plain | dict.fromkeys(sections, True))
    page = CardsPage(
        url=query.url(look.path),
        query=query,
        smoothing=smoothing_text(query.smoothing),
        tags=sum(map(len, tags.values())),
        tags_total=total,
        card_width=look.profile.card_width,
    )
    if not page.tags:
        return replace(page, empty=_empty(look, kinds, what, shown, total))
    cards = _Cards(look.snapshot, tuple(found))
    names, pager = cut(
        list(groups), query.groups, GROUPS_A_PAGE, lambda n: replace(query, groups=n).url(look.path), "groups"
    )
    look = replace(look, query=query)
    made = (_group(look, name, cards, groups[name], plain[name]) for name in names)
    return replace(page, groups=tuple(made), pager=pager)


@dataclass(frozen=True)
class _Cards:
    """The cards of a page by tag: each with its kind, its key and the runs that it is about."""

    snapshot: Snapshot
    found: tuple[tuple[Kind, Mapping[str, Sequence[str]]], ...]

    @cached_property
    def are_one_a_tag(self) -> bool:
        """Whether a tag is a card, so that nothing need be made to count the cards of a group."""
        kinds = [kind for kind, drawn in self.found if drawn]
        return len(kinds) == 1 and isinstance(kinds[0].keys, OneForAllRuns)

    def of(self, tag: str) -> list[tuple[Kind, CardKey, Sequence[str]]]:
        return [
            (kind, key, drawn[tag])
            for kind, drawn in self.found
            if tag in drawn
            for key in kind.keys(self.snapshot, tag, drawn[tag])
        ]


def _in_order(tags: Mapping[str, Sequence[str]]) -> list[str]:
    """The tags of all kinds, each once, in natural order."""
    several = [found for found in tags.values() if found]
    if len(several) == 1:
        return list(several[0])
    return sorted({tag for found in several for tag in found}, key=natural_key)


def _drawn(snapshot: Snapshot, kind: Kind, shown: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Tags that some shown run has, with the shown runs that have them."""
    tags = snapshot.tags(kind.plugin)
    if len(shown) == len(snapshot.runs):
        return tags
    chosen = set(shown)
    kept = ((tag, [run for run in runs if run in chosen]) for tag, runs in tags.items())
    return {tag: runs for tag, runs in kept if runs}


def _drawn_or_not(snapshot: Snapshot, kind: Kind, shown: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The same with tags that only hidden runs have."""
    drawn = _drawn(snapshot, kind, shown)
    every = {tag: drawn.get(tag, ()) for tag in snapshot.tags(kind.plugin)}
    return {tag: runs for tag, runs in every.items() if runs or kind.keys(snapshot, tag, runs)}


def _empty(look: Looking, kinds: Sequence[Kind], what: str, shown: Sequence[str], total: int) -> Empty:
    has_data = any(look.snapshot.tags(kind.plugin) for kind in kinds)
    missing = empty.without_data(look.snapshot, what, has_data)
    if missing:
        return missing
    if not shown:
        listed = len(filtered_runs(look.snapshot, look.profile, look.query.run_filter))
        if not filtered_runs(look.snapshot, look.profile):
            return empty.without_passing(look.snapshot)
        return empty.without_runs(look.snapshot, look.query, look.path, listed)
    return empty.without_tags(look.query, look.path, what, total)


def _group(look: Looking, name: str, cards: _Cards, tags: Sequence[str], plain: bool) -> Group:
    label = {TOP_LEVEL: "Top level", MATCHING: "Tags matching filter"}.get(name, name)
    if cards.are_one_a_tag:
        return section(look, name, label, tags, lambda tag: _made(look, *cards.of(tag)[0]), plain)
    items = [item for tag in tags for item in cards.of(tag)]
    return section(look, name, label, items, lambda item: _made(look, *item), plain)


def _made(look: Looking, kind: Kind, key: CardKey, runs: Sequence[str]) -> Any:
    return kind.card(look, key, runs)


def section(
    look: Looking,
    name: str,
    label: str,
    items: Sequence[Item],
    make: Callable[[Item], Any],
    plain: bool = True,
) -> Group:
    """A group of cards made from these items, of which only one page is made, and none where it is closed.

    ``plain``: whether it is open where nobody says anything.
    """
    query = look.query
    is_open = query.is_open(name, plain)
    toggled = query.with_open(name, is_open=not is_open, plain=plain)
    group = Group(element_id("group", name), label, len(items), is_open, toggled.url(look.path))
    if not is_open:
        return group
    size = look.profile.page_size
    url = lambda n: query.with_page(name, n).url(look.path)  # noqa: E731
    part, pager = cut(items, query.page(name), size, url, f"{PAGE}{name}")
    return replace(group, cards=tuple(make(item) for item in part), pager=pager)
