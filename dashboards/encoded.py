"""Samples that are files of their own, pictures and sounds: which steps a card has, and the bytes of one.

Nothing is decoded here. A tensor of such a plugin is a list of files, behind what its program says of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.not_shown import NotShown
from dashboards.pages import CardKey
from dashboards.steps import count_of, steps_of
from ingest import samples
from ingest.kinds import Audio, Image, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.steps import Steps
    from ingest.store import Snapshot

BESIDE = {"images": 2, "audio": 0}
"""Strings of a tensor before the first file, by plugin: of an image its width and its height."""

NAMES = {"images": "picture", "audio": "sound"}
"""What a sample of a plugin is called in sentences."""

MOST_SAMPLES = 1000
"""Samples of a step that have cards."""


def encoded_steps(snapshot: Snapshot, plugin: str, run: str, tag: str, sample: int = 0) -> Steps | None:
    """The steps of a card, or None where the plugin has no such tag."""
    found = snapshot.runs.get(run)
    if found is None or tag not in found.tags(plugin):
        return None
    return steps_of(snapshot, run, tag, sample, BESIDE[plugin])


def encoded_count(snapshot: Snapshot, plugin: str, run: str, tag: str) -> int:
    """How many files a step of a tag has at most."""
    return count_of(snapshot, run, tag, BESIDE[plugin])


def encoded_keys(snapshot: Snapshot, plugin: str, tag: str, runs: Sequence[str]) -> tuple[CardKey, ...]:
    """The cards of a tag: one a run and sample."""
    counts = ((run, min(encoded_count(snapshot, plugin, run, tag), MOST_SAMPLES)) for run in runs)
    return tuple(CardKey(plugin, tag, run, sample) for run, count in counts for sample in range(count))


def value_at(steps: Steps, at: int) -> Image | Audio:
    """The sample at a position; raises `NotShown`."""
    name = NAMES.get(steps.samples.info.plugin, "sample")
    try:
        value = samples.read(steps.samples, int(steps.places[at]))
    except Unreadable as error:
        raise NotShown(f"This {name} cannot be shown: {error}.") from None
    if not isinstance(value, Image | Audio):
        raise NotShown(f"This sample is no {name}.")
    return value


def all_encoded(steps: Steps, at: int) -> Sequence[bytes]:
    """All files of a step, as they were written; raises `NotShown`."""
    return value_at(steps, at).encoded


def encoded(steps: Steps, at: int, sample: int) -> bytes:
    """One of them; raises `NotShown`."""
    files = all_encoded(steps, at)
    if sample >= len(files):
        name = NAMES.get(steps.samples.info.plugin, "sample")
        raise NotShown(f"There is no {name} here: the program wrote an empty list.")
    return files[sample]
