"""The page of Time Series as a value: pinned cards, cards of several tags, groups of all cards. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.pages import CardsPage, Group, Looking, cards_page
from dashboards.timeseries.cards import SCALARS
from dashboards.timeseries.pinned import PINNED, Pinned, pinned_section
from dashboards.timeseries.superimposed import SUPERIMPOSED, superimposed_section


@dataclass(frozen=True)
class TimeSeriesPage(CardsPage):
    """Everything in `#cards`."""

    pinned: Pinned | None = None
    superimposed: Group | None = None


def timeseries_page(look: Looking) -> TimeSeriesPage:
    """Every tag a card; raises `BadPattern`."""
    kinds = (SCALARS,)
    page = cards_page(look, kinds, "scalars", together=True, sections=(PINNED, SUPERIMPOSED))
    look = replace(look, query=page.query)
    return TimeSeriesPage(
        **vars(page), pinned=pinned_section(look, kinds), superimposed=superimposed_section(look)
    )
