"""The cards of Audio as values: one a tag, run and sample. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.audio.sounds import PLUGIN
from dashboards.encoded import encoded_count, encoded_keys, encoded_steps
from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.sample_cards import Slider, Whose, card_id, slider, whose
from ingest.store import Snapshot


@dataclass(frozen=True)
class Card:
    """One sample of a tag of a run at all its steps. ``asked``: what its addresses ask for, less the key."""

    template: ClassVar[str] = "audio/_card.html"
    id: str
    whose: Whose
    steps: Slider
    pin: PinState
    asked: str
    expanded: bool
    toggle_url: str
    zip_url: str
    tag_zip_url: str

    @property
    def newest(self) -> str:
        """The query of the newest sound."""
        return f"{self.asked}&key={self.steps.key}"


def audio_page(look: Looking) -> CardsPage:
    """Every tag, run and sample a card; raises `BadPattern`."""
    return cards_page(look, (SOUNDS,), "sounds")


def audio_keys(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> tuple[CardKey, ...]:
    """The cards of a tag."""
    return encoded_keys(snapshot, PLUGIN, tag, runs)


def audio_card(look: Looking, key: CardKey, runs: Sequence[str], slot: str = "") -> Card:
    """The card of a sample that is there. ``slot``: set apart from other copies of it on a page."""
    run = key.run or ""
    found = encoded_steps(look.snapshot, PLUGIN, run, key.tag, key.sample)
    if found is None:
        raise LookupError(key)
    asked = urlencode({"run": run, "tag": key.tag, "sample": key.sample})
    own_id = card_id(key)
    expanded = own_id in look.query.expanded
    filtered = {"runFilter": look.query.run_filter} if look.query.run_filter else {}
    return Card(
        id=own_id + slot,
        whose=whose(look, key, encoded_count(look.snapshot, PLUGIN, run, key.tag)),
        steps=slider(found, own_id, f"{reverse('audio:steps')}?{asked}", slot),
        pin=pin_state(look, pin_of(key)),
        asked=asked,
        expanded=expanded,
        toggle_url=look.query.with_expanded(own_id, expanded=not expanded).url(look.path),
        zip_url=f"{reverse('audio:zip')}?{asked}",
        tag_zip_url=f"{reverse('audio:zip')}?{urlencode({'tag': key.tag} | filtered)}",
    )


SOUNDS = Kind(PLUGIN, audio_keys, audio_card)
