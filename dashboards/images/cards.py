"""The cards of Images as values: one a tag, run and sample. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.encoded import encoded_keys
from dashboards.encoded_cards import EncodedCard
from dashboards.images.pictures import PLUGIN
from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page
from ingest.store import Snapshot

FIT = 1024
"""Pixels of the longer side that are enough for a card."""


class Card(EncodedCard):
    """A sample that is a picture."""

    template: ClassVar[str] = "images/_card.html"
    plugin: ClassVar[str] = PLUGIN

    @property
    def base(self) -> str:
        """Where its pictures are, but for their key."""
        return f"{reverse('images:picture')}?{self.asked}"

    @property
    def picture_url(self) -> str:
        """The newest picture, at the size of a card."""
        return f"{reverse('images:picture')}?{self.newest}&fit={FIT}"

    @property
    def all_url(self) -> str:
        """All its steps as small pictures."""
        return "&".join(filter(None, (f"{reverse('images:all')}?{self.asked}", urlencode(self.colored))))

    @property
    def compare_url(self) -> str:
        """All runs beside one another; empty where there is nothing to compare."""
        if self.runs < 2 and self.steps.count < 2:
            return ""
        asked = (("sample", self.whose.sample - 1), *self.colored)
        return f"{reverse('images:compare')}?{self.of_tag}&{urlencode(asked)}"


def images_page(look: Looking) -> CardsPage:
    """Every tag, run and sample a card; raises `BadPattern`."""
    return cards_page(look, (IMAGES,), "images")


def image_keys(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> tuple[CardKey, ...]:
    """The cards of a tag."""
    return encoded_keys(snapshot, PLUGIN, tag, runs)


IMAGES = Kind(PLUGIN, image_keys, Card.of)
