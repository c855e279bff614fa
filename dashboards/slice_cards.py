"""The cards of histograms and distributions as values: one for each run of a tag. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import card_version, element_id
from dashboards.pages import CardKey, Looking
from dashboards.pins import PinState
from dashboards.sample_cards import Whose, whose

PLUGIN = "histograms"
PICTURE = {"width": 4, "height": 2.4, "dpi": 200}  # inches: where no script draws
_PLAIN = {"title": ""}  # the card has one


@dataclass(frozen=True)
class SliceCard:
    """A tag of a run at its steps. ``version`` is equal where the data is; ``looks``: how it is drawn, as
    attributes of the element that draws it; ``modes``: what can be chosen in the card, where no page says.
    """

    template: ClassVar[str] = "components/_slice_card.html"
    id: str
    element: str
    whose: Whose
    src: str
    version: str
    x_axis: str
    expanded: bool
    toggle_url: str
    downloads_url: str
    picture_url: str
    looks: Mapping[str, str] = field(default_factory=dict)
    pin: PinState | None = None
    modes: tuple[tuple[str, str], ...] = ()


def slice_card(look: Looking, label: str, key: CardKey, looks: Mapping[str, str]) -> SliceCard:
    """The card of a dashboard, whose ``label`` names its addresses too."""
    run, query = key.run or "", look.query
    named = {"tag": key.tag, "run": run, **dict(query.colored())}
    shown = {**named, "xAxis": query.x_axis, **looks}
    own_id = element_id(f"card-{label}", f"{key.tag}\0{run}")
    expanded, toggle_url = look.large(own_id)
    return SliceCard(
        id=own_id,
        element=f"tb-{label.removesuffix('s')}",
        whose=whose(look, key),
        src=f"{reverse(f'{label}:series')}?{urlencode(named)}",
        version=card_version(look.snapshot, key.tag, [run], look.colors),
        x_axis=query.x_axis,
        expanded=expanded,
        toggle_url=toggle_url,
        downloads_url=f"{reverse(f'{label}:downloads')}?{urlencode(shown)}",
        picture_url=f"{reverse(f'{label}:png')}?{urlencode(shown | PICTURE | _PLAIN)}",
        looks=looks,
    )
