"""The cards of Text as values: one for each run of a tag. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import card_version
from dashboards.pages import CardKey, CardsPage, Kind, Looking, cards_page, one_for_each_run
from dashboards.sample_cards import Whose, card_id, whose

PLUGIN = "text"
FORMATS = ("markdown", "plain")
OWN = {"format": FORMATS, "find": ()}
"""How texts are set, and what is looked for in them."""


@dataclass(frozen=True)
class TextCard:
    """A tag of a run. ``src``: where its steps come from; ``version`` is equal where they are."""

    template: ClassVar[str] = "text/_card.html"
    id: str
    whose: Whose
    src: str
    version: str
    steps: int
    expanded: bool
    toggle_url: str


def text_page(look: Looking) -> CardsPage:
    """Every tag of every run a card; raises `BadPattern`."""
    return cards_page(look, (TEXTS,), "texts")


def _card(look: Looking, key: CardKey, runs: Sequence[str]) -> TextCard:
    run, own_id = key.run or "", card_id(key)
    expanded, toggle_url = look.large(own_id)
    asked = {"tag": key.tag, "run": run, **dict(look.query.own), **dict(look.query.colored())}
    return TextCard(
        id=own_id,
        whose=whose(look, key),
        src=f"{reverse('text:steps')}?{urlencode(asked)}",
        version=card_version(look.snapshot, key.tag, [run], {}),
        steps=look.snapshot.runs[run].count(key.tag),
        expanded=expanded,
        toggle_url=toggle_url,
    )


TEXTS = Kind(PLUGIN, one_for_each_run(PLUGIN), _card)
