"""The cards of Time Series as values. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import card_version, element_id, title
from dashboards.pages import CardKey, Kind, Looking, one_for_all_runs
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.query import PageQuery
from dashboards.scales import NAMES, SCALES, Scale

PICTURE = {"width": 4, "height": 2.4, "dpi": 200}  # inches: where no script draws
_PLAIN = {"title": "", "legend": "no"}  # the card has a title and the list of runs has the colours


@dataclass(frozen=True)
class ScaleChoice:
    """The scales that one axis of a card may have: name, address with it, and whether it has it."""

    axis: str
    scale: Scale
    choices: tuple[tuple[str, str, bool], ...]
    next_url: str


@dataclass(frozen=True)
class Card:
    """One tag. ``version`` is equal where the curves are; ``runs`` counts those drawn."""

    template: ClassVar[str] = "timeseries/_card.html"
    id: str
    tag: str
    head: str
    last: str
    src: str
    version: str
    runs: int
    expanded: bool
    toggle_url: str
    scales: tuple[ScaleChoice, ...]
    downloads_url: str
    picture_url: str
    pin: PinState


def scalar_card(look: Looking, key: CardKey, runs: Sequence[str]) -> Card:
    """The card of a tag, for all runs that are shown or the one that its key names."""
    query, tag = look.query, key.tag
    head, last = title(tag)
    asked = {"tag": tag} | ({"run": key.run} if key.run is not None else {})
    asked |= {"runFilter": query.run_filter} if query.run_filter else {}
    expanded = tag in query.expanded
    return Card(
        id=element_id("card", tag),
        tag=tag,
        head=head,
        last=last,
        src=f"{reverse('timeseries:series')}?{urlencode(asked)}",
        version=card_version(look.snapshot, tag, runs, look.colors),
        runs=len(runs),
        expanded=expanded,
        toggle_url=query.with_expanded(tag, expanded=not expanded).url(look.path),
        scales=tuple(_scale_choice(look, axis, tag) for axis in ("y", "x")),
        downloads_url=f"{look.path}downloads?{urlencode(_shown(query, tag))}",
        picture_url=f"{look.path}figure.png?{urlencode(dict(_shown(query, tag)) | PICTURE | _PLAIN)}",
        pin=pin_state(look, pin_of(key)),
    )


SCALARS = Kind("scalars", one_for_all_runs("scalars"), scalar_card)


def _shown(query: PageQuery, tag: str) -> tuple[tuple[str, str], ...]:
    """What a card shows, as a question for what is drawn elsewhere."""
    look = replace(
        query,
        tag_filter="",
        x_scale=query.scale("x", tag),
        y_scale=query.scale("y", tag),
        scales=(),
        open=(),
        closed=(),
        expanded=(),
        pages=(),
        groups=1,
        other=(),
    )
    return ("tag", tag), *look.pairs()


def _scale_choice(look: Looking, axis: str, tag: str) -> ScaleChoice:
    now = look.query.scale(axis, tag)
    urls = [look.query.with_scale(axis, tag, scale).url(look.path) for scale in SCALES]
    named = zip(SCALES, urls, strict=True)
    return ScaleChoice(
        axis=axis,
        scale=now,
        choices=tuple((NAMES[scale], url, scale == now) for scale, url in named),
        next_url=urls[(SCALES.index(now) + 1) % len(SCALES)],
    )
