"""All steps of a card as small pictures, a page at a time, as a value. Pure; knows no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import Pager, cut, title
from dashboards.encoded import encoded_count
from dashboards.sample_cards import moment

if TYPE_CHECKING:
    from datetime import datetime

    from dashboards.asked_samples import Sampled
    from dashboards.kept import Pairs
    from ingest.store import Snapshot
    from profiles.colors import Color


PAGE = 60
SMALL = 256
"""Pixels of the longer side of a small picture."""


@dataclass(frozen=True)
class Small:
    """One step. ``src``: a small picture; ``url``: the picture itself."""

    step: int
    time: datetime | None
    src: str
    url: str
    file_url: str


@dataclass(frozen=True)
class EveryStep:
    """A page of them."""

    tag: str
    head: str
    last: str
    run: str
    color: Color
    sample: int
    samples: int
    total: int
    pictures: Sequence[Small]
    pager: Pager | None
    zip_url: str


def every_step_page(
    snapshot: Snapshot, card: Sampled, number: int, color: Color, colored: Pairs = ()
) -> EveryStep:
    """The page with a number, the newest steps first. ``colored``: what others go on to say of colours."""
    asked = {"run": card.run, "tag": card.tag, "sample": card.sample}
    path, named = reverse("images:all"), {**asked, **dict(colored)}
    newest_first = range(len(card.steps) - 1, -1, -1)
    url = lambda n: f"{path}?{urlencode(named | {'page': n})}"  # noqa: E731
    places, pager = cut(newest_first, number, PAGE, url, "page")
    head, last = title(card.tag)
    return EveryStep(
        tag=card.tag,
        head=head,
        last=last,
        run=card.run,
        color=color,
        sample=card.sample + 1,
        samples=encoded_count(snapshot, card.plugin, card.run, card.tag),
        total=len(card.steps),
        pictures=[_small(card, at, asked) for at in places],
        pager=pager,
        zip_url=f"{reverse('images:zip')}?{urlencode(asked)}",
    )


def _small(card: Sampled, at: int, asked: dict[str, object]) -> Small:
    named = urlencode(asked | {"key": card.steps.key(at)})
    picture = f"{reverse('images:picture')}?{named}"
    return Small(
        step=card.steps.step(at),
        time=moment(card.steps.wall_time(at)),
        src=f"{picture}&fit={SMALL}",
        url=picture,
        file_url=f"{reverse('images:file')}?{named}",
    )
