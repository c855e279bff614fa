"""The cards of Histograms as values. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page, one_for_each_run
from dashboards.pins import pin_of, pin_state
from dashboards.slice_cards import PLUGIN, SliceCard, slice_card

MODE_NAMES = {"offset": "Offset", "overlay": "Overlay", "heat": "Heat map"}
MODES = tuple(MODE_NAMES)
BINS = ("30", "60", "120", "240")
OWN = {"mode": MODES, "bins": BINS}
"""How steps are drawn, and into how many bins counts go; the first as TensorBoard does it."""


def histograms_page(look: Looking) -> CardsPage:
    """Every tag of every run a card; raises `BadPattern`."""
    return cards_page(look, (HISTOGRAMS,), PLUGIN)


def histogram_card(look: Looking, key: CardKey, runs: Sequence[str] = ()) -> SliceCard:
    """The card of a run of a tag, as the page draws them all."""
    looks = {name: look.query.choice(name, choices) for name, choices in OWN.items()}
    return replace(slice_card(look, "histograms", key, looks), pin=pin_state(look, pin_of(key)))


def single_card(look: Looking, key: CardKey) -> SliceCard:
    """The card on another page: drawn as is said there, or else as the browser chose for all of them."""
    looks = dict(look.query.own)
    card = replace(slice_card(look, "histograms", key, looks), pin=pin_state(look, pin_of(key)))
    return card if "mode" in looks else replace(card, modes=tuple(MODE_NAMES.items()))


HISTOGRAMS = Kind(PLUGIN, one_for_each_run(PLUGIN), histogram_card)
