"""What an address names of samples: those of a tag and a run, a card, one of its steps, the runs of a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.encoded import MOST_SAMPLES, encoded, encoded_steps
from dashboards.not_shown import NotShown
from dashboards.refusals import NotThere
from profiles.regex import BadPattern
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.steps import Steps
    from ingest.store import Samples
    from profiles.request import Request


@dataclass(frozen=True)
class Sampled:
    """The card that an address names."""

    plugin: str
    tag: str
    run: str
    sample: int
    steps: Steps

    def name(self, at: int) -> str:
        """What a file of a step is called."""
        return f"{self.run} {self.tag} step {self.steps.step(at)}"


def asked_series(request: Request, plugin: str) -> Samples:
    """The samples of a tag and a run; raises `NotThere`."""
    tag, run = request.GET.get("tag", ""), request.GET.get("run", "")
    found = request.snapshot.samples(run, tag) if run in _runs_of(request, plugin, tag) else None
    if found is None:
        raise NotThere(f"run: there is no run named {run!r} with this tag.")
    return found


def asked_card(request: Request, plugin: str) -> Sampled:
    """The card; raises `NotThere`."""
    tag, run, sample = request.GET.get("tag", ""), request.GET.get("run", ""), asked_sample(request)
    steps = encoded_steps(request.snapshot, plugin, run, tag, sample)
    if steps is None:
        raise NotThere(f"run, tag, sample: {plugin} has no sample {sample:,} of tag {tag!r} in run {run!r}.")
    return Sampled(plugin, tag, run, sample, steps)


def asked_sample(request: Request) -> int:
    """The number of a sample, from 0; raises `NotThere`."""
    text = request.GET.get("sample") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) < MOST_SAMPLES):
        raise NotThere(f"sample: a whole number below {MOST_SAMPLES:,} is expected.")
    return int(text)


def asked_runs(request: Request, plugin: str) -> tuple[str, list[str]]:
    """A tag and the selected runs that have it; raises `NotThere`."""
    tag = request.GET.get("tag", "")
    runs = _runs_of(request, plugin, tag)
    try:
        shown = set(shown_runs(request.snapshot, request.profile, request.GET.get("runFilter", "")))
    except BadPattern as error:
        raise NotThere(f"runFilter: {error}") from error
    return tag, [run for run in runs if run in shown]


def _runs_of(request: Request, plugin: str, tag: str) -> Sequence[str]:
    runs = request.snapshot.tags(plugin).get(tag)
    if runs is None:
        raise NotThere(f"tag: {plugin} has no tag named {tag!r}.")
    return runs


def asked_position(request: Request, card: Sampled) -> int:
    """The step of a card that a key names, the newest without one; raises `NotThere`."""
    key = request.GET.get("key")
    at = len(card.steps) - 1 if key is None else card.steps.position(key)
    if at is None:
        raise NotThere("key: this sample is no longer in the event files.")
    return at


def asked_file(request: Request, plugin: str) -> tuple[Sampled, int, bytes]:
    """The bytes of a sample, with its card and its position; raises `NotThere`, `NotShown`."""
    card = asked_card(request, plugin)
    at = asked_position(request, card)
    try:
        return card, at, encoded(card.steps, at, card.sample)
    except NotShown as error:
        raise NotShown(f"Step {card.steps.step(at):,}: {error}") from None
