"""The cards of Audio as values: one a tag, run and sample. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from dashboards.audio.sounds import PLUGIN
from dashboards.encoded import encoded_keys
from dashboards.encoded_cards import EncodedCard
from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page
from ingest.store import Snapshot


class Card(EncodedCard):
    """A sample that is a sound."""

    template: ClassVar[str] = "audio/_card.html"
    plugin: ClassVar[str] = PLUGIN


def audio_page(look: Looking) -> CardsPage:
    """Every tag, run and sample a card; raises `BadPattern`."""
    return cards_page(look, (SOUNDS,), "sounds")


def audio_keys(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> tuple[CardKey, ...]:
    """The cards of a tag."""
    return encoded_keys(snapshot, PLUGIN, tag, runs)


SOUNDS = Kind(PLUGIN, audio_keys, Card.of)
