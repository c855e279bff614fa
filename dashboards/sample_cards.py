"""What the cards of samples have in common: whose they are, and the slider over their steps. Pure values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from dashboards.cards import element_id, path_of, title
from dashboards.described import description_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from dashboards.pages import CardKey, Looking
    from dashboards.steps import Steps
    from profiles.colors import Color

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Whose:
    """The title of a card: its tag and its run, each in two parts, and which sample of how many it shows."""

    tag: str
    head: str
    last: str
    run: str
    run_head: str
    run_last: str
    color: Color
    sample: int
    samples: int
    description: SafeString


@dataclass(frozen=True)
class Slider:
    """A slider over steps that stands at the newest.

    ``src``: where the others are told when somebody moves it; ``first`` and ``step``: the lowest and the
    highest, as text; ``subject``: what its step is known by to other cards.
    """

    id: str
    subject: str
    src: str
    version: str
    count: int
    first: str
    step: str
    wall_time: float
    key: str

    @property
    def last(self) -> int:
        """The highest position."""
        return self.count - 1

    @property
    def step_number(self) -> int:
        """The step that is shown first."""
        return int(self.step)

    @property
    def time(self) -> datetime | None:
        """When the newest was written; None where that is no time of any calendar."""
        return moment(self.wall_time)


def whose(look: Looking, key: CardKey, samples: int = 1) -> Whose:
    """The title of a card that shows one run."""
    run = key.run or ""
    head, last = title(key.tag)
    run_head, run_last = path_of(run)
    return Whose(
        tag=key.tag,
        head=head,
        last=last,
        run=run,
        run_head=run_head,
        run_last=run_last,
        color=look.colors[run],
        sample=key.sample + 1,
        samples=samples,
        description=description_of(look, key.tag, [run]),
    )


def card_id(key: CardKey) -> str:
    """The id of the card of one sample of a run."""
    return element_id(f"card-{key.plugin}", f"{key.tag}\0{key.run}\0{key.sample}")


def slider(steps: Steps, card: str, src: str, slot: str = "") -> Slider:
    """The slider of a card with this id. ``slot``: set apart from other copies of it on a page."""
    newest = len(steps) - 1
    return Slider(
        id=f"{card}{slot}-steps",
        subject=card,
        src=src,
        version=steps.version,
        count=len(steps),
        first=str(steps.step(0)),
        step=str(steps.step(newest)),
        wall_time=steps.wall_time(newest),
        key=steps.key(newest),
    )


def moment(seconds: float) -> datetime | None:
    """Seconds since 1970 as a date, in UTC; None where no calendar has it."""
    if not math.isfinite(seconds):
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def slot_from(text: str) -> str:
    """What sets a copy of a card apart from others on a page, as the end of its ids."""
    return f"-{text}" if text.isascii() and text.isalnum() and len(text) < 40 else ""
