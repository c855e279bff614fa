"""The cards of Distributions as values. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page, one_for_each_run
from dashboards.slice_cards import PLUGIN, SliceCard, slice_card


def distributions_page(look: Looking) -> CardsPage:
    """Every tag of every run a card; raises `BadPattern`."""
    return cards_page(look, (DISTRIBUTIONS,), PLUGIN)


def distribution_card(look: Looking, key: CardKey, runs: Sequence[str] = ()) -> SliceCard:
    """The card of a run of a tag."""
    return slice_card(look, "distributions", key, {})


DISTRIBUTIONS = Kind(PLUGIN, one_for_each_run(PLUGIN), distribution_card)
