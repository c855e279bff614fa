"""What an address of Images names: a card, one of its pictures, the runs of a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.images.headers import NotShown
from dashboards.images.pictures import MOST_SAMPLES, PLUGIN, encoded, pictures_of
from profiles.regex import BadPattern
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from dashboards.steps import Steps
    from profiles.request import Request


class NotThere(Exception):
    """What an address names is not there. The message begins with the name of the field."""


@dataclass(frozen=True)
class Sampled:
    """The card that an address names."""

    tag: str
    run: str
    sample: int
    steps: Steps

    @property
    def stem(self) -> str:
        """What a file of it is called."""
        return f"{self.run} {self.tag}"


def asked_card(request: Request) -> Sampled:
    """The card; raises `NotThere`."""
    tag, run, sample = request.GET.get("tag", ""), request.GET.get("run", ""), asked_sample(request)
    steps = pictures_of(request.snapshot, run, tag, sample)
    if steps is None:
        raise NotThere(f"run, tag, sample: there is no image {sample:,} of tag {tag!r} in run {run!r}.")
    return Sampled(tag, run, sample, steps)


def asked_sample(request: Request) -> int:
    """The number of a sample, from 0; raises `NotThere`."""
    text = request.GET.get("sample") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) < MOST_SAMPLES):
        raise NotThere(f"sample: a whole number below {MOST_SAMPLES:,} is expected.")
    return int(text)


def asked_runs(request: Request) -> tuple[str, list[str]]:
    """A tag and the selected runs that have it; raises `NotThere`."""
    tag = request.GET.get("tag", "")
    runs = request.snapshot.tags(PLUGIN).get(tag)
    if runs is None:
        raise NotThere(f"tag: there is no tag of images named {tag!r}.")
    try:
        shown = set(shown_runs(request.snapshot, request.profile, request.GET.get("runFilter", "")))
    except BadPattern as error:
        raise NotThere(f"runFilter: {error}") from error
    return tag, [run for run in runs if run in shown]


def asked_picture(request: Request) -> tuple[Sampled, int, bytes]:
    """A picture of a card by its key, the newest without one; raises `NotThere`, `NotShown`."""
    card = asked_card(request)
    key = request.GET.get("key")
    at = len(card.steps) - 1 if key is None else card.steps.position(key)
    if at is None:
        raise NotThere("key: this picture is no longer in the event files.")
    try:
        return card, at, encoded(card.steps, at, card.sample)
    except NotShown as error:
        raise NotShown(f"Step {card.steps.step(at):,}: {error}") from None
