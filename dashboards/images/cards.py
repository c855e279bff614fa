"""The cards of Images as values: one a tag, run and sample. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.encoded import encoded_count, encoded_keys, encoded_steps
from dashboards.images.pictures import PLUGIN
from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.sample_cards import Slider, Whose, card_id, slider, whose
from ingest.store import Snapshot

FIT = 1024
"""Pixels of the longer side that are enough for a card."""


@dataclass(frozen=True)
class Card:
    """One sample of a tag of a run at all its steps. ``base``: where its pictures are, but for their key."""

    template: ClassVar[str] = "images/_card.html"
    id: str
    whose: Whose
    steps: Slider
    pin: PinState
    base: str
    expanded: bool
    toggle_url: str
    all_url: str
    zip_url: str
    tag_zip_url: str
    compare_url: str

    @property
    def picture_url(self) -> str:
        """The newest picture, at the size of a card."""
        return f"{self.base}&key={self.steps.key}&fit={FIT}"

    @property
    def file_url(self) -> str:
        """The newest picture, to keep."""
        return f"{self.base.replace('/picture?', '/file?', 1)}&key={self.steps.key}"


def images_page(look: Looking) -> CardsPage:
    """Every tag, run and sample a card; raises `BadPattern`."""
    return cards_page(look, (IMAGES,), "images")


def image_keys(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> tuple[CardKey, ...]:
    """The cards of a tag."""
    return encoded_keys(snapshot, PLUGIN, tag, runs)


def image_card(look: Looking, key: CardKey, runs: Sequence[str], slot: str = "") -> Card:
    """The card of a sample that is there. ``slot``: set apart from other copies of it on a page."""
    run = key.run or ""
    found = encoded_steps(look.snapshot, PLUGIN, run, key.tag, key.sample)
    if found is None:
        raise LookupError(key)
    asked = urlencode({"run": run, "tag": key.tag, "sample": key.sample})
    own_id = card_id(key)
    expanded = own_id in look.query.expanded
    filtered = {"runFilter": look.query.run_filter} if look.query.run_filter else {}
    of_tag = urlencode({"tag": key.tag} | filtered)
    compared = urlencode({"tag": key.tag, "sample": key.sample} | filtered)
    return Card(
        id=own_id + slot,
        whose=whose(look, key, encoded_count(look.snapshot, PLUGIN, run, key.tag)),
        steps=slider(found, own_id, f"{reverse('images:steps')}?{asked}", slot),
        pin=pin_state(look, pin_of(key)),
        base=f"{reverse('images:picture')}?{asked}",
        expanded=expanded,
        toggle_url=look.query.with_expanded(own_id, expanded=not expanded).url(look.path),
        all_url=f"{reverse('images:all')}?{asked}",
        zip_url=f"{reverse('images:zip')}?{asked}",
        tag_zip_url=f"{reverse('images:zip')}?{of_tag}",
        compare_url=f"{reverse('images:compare')}?{compared}" if len(runs) > 1 or len(found) > 1 else "",
    )


IMAGES = Kind(PLUGIN, image_keys, image_card)
