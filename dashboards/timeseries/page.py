"""The page of Time Series as a value: pinned cards, cards of several tags, groups of all cards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboards.pages import CardsPage, Group, Kind, Looking, cards_page
from dashboards.timeseries.pinned import PINNED, Pinned, pinned_section
from dashboards.timeseries.slots import lenders, other_kinds
from dashboards.timeseries.superimposed import SUPERIMPOSED, superimposed_section
from dashboards.timeseries.waiting import SCALARS

KIND = "kind"


@dataclass(frozen=True)
class KindChoice:
    """A kind of card that there is data for, and the address that shows only this kind; or all of them."""

    title: str
    url: str
    is_now: bool


@dataclass(frozen=True)
class TimeSeriesPage(CardsPage):
    """Everything in `#cards`."""

    pinned: Pinned | None = None
    superimposed: Group | None = None
    kinds: tuple[KindChoice, ...] = ()

    @property
    def sections(self) -> tuple[Group, ...]:
        """Pinned and superimposed cards as well."""
        pinned = self.pinned and self.pinned.group
        return tuple(group for group in (pinned, self.superimposed, *self.groups) if group)

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """State that no visible field holds."""
        kind = self.query.said(KIND)
        return (*super().hidden, *(((KIND, kind),) if kind else ()))


def timeseries_page(look: Looking) -> TimeSeriesPage:
    """Every tag a card, of every kind or the one that is asked for; raises `BadPattern`."""
    kinds = (SCALARS, *other_kinds())
    chosen = [kind for kind in kinds if kind.plugin == look.query.said(KIND)] or kinds
    what = "scalars" if len(chosen) > 1 else chosen[0].plugin
    sections, empties = (PINNED, SUPERIMPOSED), not look.profile.hide_empty_cards
    page = cards_page(look, chosen, what, together=True, sections=sections, empties=empties)
    look = replace(look, query=page.query)
    return TimeSeriesPage(
        **vars(page),
        pinned=pinned_section(look, kinds),
        superimposed=superimposed_section(look),
        kinds=_choices(look, kinds),
    )


def _choices(look: Looking, kinds: Sequence[Kind]) -> tuple[KindChoice, ...]:
    """Nothing where there is nothing to choose from."""
    titles = {"": "All", "scalars": "Scalars"} | {lender.cards: lender.title for lender in lenders()}
    there = [kind.plugin for kind in kinds if look.snapshot.tags(kind.plugin)]
    if len(there) < 2:
        return ()
    rest = tuple(pair for pair in look.query.own if pair[0] != KIND)
    now = look.query.said(KIND) if look.query.said(KIND) in there else ""
    urls = {
        name: replace(look.query, own=(*rest, *(((KIND, name),) if name else ()))) for name in ("", *there)
    }
    return tuple(KindChoice(titles[name], query.url(look.path), name == now) for name, query in urls.items())
