"""The place of a card that has nothing to draw now, and says why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from dashboards.cards import element_id, title
from dashboards.line_cards import Card, scalar_card
from dashboards.pages import CardKey, Kind, Looking, OneForAllRuns
from dashboards.pins import PinState, pin_of, pin_state

UNSELECTED = "No selected run has this tag."


@dataclass(frozen=True)
class Waiting:
    """Where a card will be. ``text``: what is waited for."""

    template: ClassVar[str] = "timeseries/_waiting.html"
    id: str
    tag: str
    head: str
    last: str
    text: str
    pin: PinState


def waiting(own_id: str, tag: str, text: str, pin: PinState) -> Waiting:
    """The place of a card of a tag."""
    return Waiting(own_id, tag, *title(tag), text, pin)


def card_or_place(look: Looking, key: CardKey, runs: Sequence[str]) -> Card | Waiting:
    """The card of a tag, or where no shown run has it what stands there instead."""
    if runs:
        return scalar_card(look, key, runs)
    return waiting(element_id("card", key.tag), key.tag, UNSELECTED, pin_state(look, pin_of(key)))


SCALARS = Kind("scalars", OneForAllRuns("scalars"), card_or_place)
