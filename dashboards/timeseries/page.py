"""The page of Time Series as a value: pinned cards, then groups of cards of every kind. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.pages import CardsPage, Looking, cards_page
from dashboards.timeseries.cards import SCALARS
from dashboards.timeseries.pinned import Pinned, pinned_section


@dataclass(frozen=True)
class TimeSeriesPage(CardsPage):
    """Everything in `#cards`."""

    pinned: Pinned | None = None


def timeseries_page(look: Looking) -> TimeSeriesPage:
    """Every tag a card; raises `BadPattern`."""
    kinds = (SCALARS,)
    page = cards_page(look, kinds, "scalars", together=True)
    return TimeSeriesPage(**vars(page), pinned=pinned_section(look, kinds))
