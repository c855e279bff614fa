"""What a card says of its being pinned, and which card a pin is of. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dashboards.pages import CardKey, Looking
from profiles import parts
from profiles.parts import Pin


@dataclass(frozen=True)
class PinState:
    """``card``: what the card is called when it is pinned or moved. ``place``: of a pin, of ``total``."""

    card: str
    is_pinned: bool
    place: int | None = None
    total: int = 0

    @property
    def is_first(self) -> bool:
        """Whether no pin is before it."""
        return not self.place

    @property
    def is_last(self) -> bool:
        """Whether no pin is after it."""
        return self.place is None or self.place + 1 >= self.total


def pin_of(key: CardKey) -> Pin:
    """The pin of a card; samples are numbered where a card is of one run."""
    sample = key.sample if key.sample or key.plugin == "images" else None
    return Pin(key.plugin, key.tag, key.run, sample)


def pin_state(look: Looking, pin: Pin, place: int | None = None) -> PinState:
    """What a card, or with ``place`` its copy among the pins, says of its being pinned."""
    is_pinned = place is not None or pin.card in look.pinned
    return PinState(json.dumps(parts.json_from_pin(pin)), is_pinned, place, len(look.profile.pins))
