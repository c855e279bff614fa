"""The page of Scalars as a value: what the filter finds, categories that are kept, then folders. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import element_id
from dashboards.line_cards import Card, scalar_card
from dashboards.pages import CardKey, CardsPage, Group, Kind, Looking, OneForAllRuns, cards_page, section
from profiles.regex import BadPattern, matcher
from profiles.selection import shown_runs

LINKS = "links"
MOST_RUNS = 200
"""Runs to download one by one; all at once, and any other, by the button of the card."""


@dataclass(frozen=True)
class ScalarsCard(Card):
    """A card with its download links. ``names``: the runs that it shows."""

    template: ClassVar[str] = "scalars/_card.html"
    names: tuple[str, ...] = ()
    svg_url: str = ""


@dataclass(frozen=True)
class Category:
    """Tags that match an expression. ``kept``: whether it was kept, or is being typed."""

    pattern: str
    kept: bool
    group: Group


@dataclass(frozen=True)
class ScalarsPage(CardsPage):
    """Everything in `#cards`."""

    categories: tuple[Category, ...] = ()

    @property
    def sections(self) -> tuple[Group, ...]:
        """Categories as well."""
        return (*(category.group for category in self.categories), *self.groups)


def scalars_page(look: Looking) -> ScalarsPage:
    """Every tag a card in its folder, and in each category that it matches; raises `BadPattern`."""
    kind = Kind("scalars", OneForAllRuns("scalars"), _card)
    typed = (look.query.tag_filter,) if look.query.tag_filter else ()
    patterns = (*typed, *(each for each in look.profile.tag_categories if each not in typed))
    names = [_name(pattern) for pattern in patterns]
    page = cards_page(look, (kind,), "scalars", filtered=False, sections=names)
    look = replace(look, query=page.query)
    shown = frozenset(shown_runs(look.snapshot, look.profile, look.query.run_filter))
    made = (_category(look, pattern, shown) for pattern in patterns)
    return ScalarsPage(**vars(page), categories=tuple(made))


def _name(pattern: str) -> str:
    return f"__category__{pattern}"


def _category(look: Looking, pattern: str, shown: frozenset[str]) -> Category:
    try:
        matches = matcher(pattern)
    except BadPattern:  # kept by a version that knew more of expressions
        matches = lambda tag: False  # noqa: E731
    drawn = {
        tag: [run for run in runs if run in shown]
        for tag, runs in look.snapshot.scalar_tags.items()
        if matches(tag)
    }
    tags = [tag for tag, runs in drawn.items() if runs]

    def card(tag: str) -> ScalarsCard:
        made = _card(look, CardKey("scalars", tag), drawn[tag])
        return replace(made, id=element_id("card", f"{pattern}\0{tag}"))

    kept = pattern in look.profile.tag_categories
    return Category(pattern, kept, section(look, _name(pattern), pattern, tags, card))


def _card(look: Looking, key: CardKey, runs: Sequence[str]) -> ScalarsCard:
    made = scalar_card(look, key, runs)
    _, _, asked = made.downloads_url.partition("?")
    svg = f"{reverse('timeseries:svg')}?{asked}" if asked else f"?{urlencode({'tag': key.tag})}"
    return ScalarsCard(**vars(made), names=tuple(runs[:MOST_RUNS]), svg_url=svg)
