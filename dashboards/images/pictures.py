"""The pictures of a card: which steps it has, and the bytes of one. Pure; knows no requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.images.headers import NotShown, header_of
from dashboards.steps import count_of, steps_of
from ingest import samples
from ingest.kinds import Image, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.images.headers import Header
    from dashboards.steps import Steps
    from ingest.store import Snapshot

PLUGIN = "images"
BESIDE = 2
"""Strings of an image's tensor before the first picture: its width and its height."""

LARGEST = 100_000_000
"""Pixels of the largest picture that a browser is asked to draw: it takes four bytes for each."""

MOST_SAMPLES = 1000
"""Samples of a step that have cards."""


def pictures_of(snapshot: Snapshot, run: str, tag: str, sample: int = 0) -> Steps | None:
    """The steps of a card, or None where there is no such tag of images."""
    found = snapshot.runs.get(run)
    if found is None or tag not in found.tags(PLUGIN):
        return None
    return steps_of(snapshot, run, tag, sample, BESIDE)


def samples_of(snapshot: Snapshot, run: str, tag: str) -> int:
    """How many pictures a step of a tag has at most."""
    return count_of(snapshot, run, tag, BESIDE)


def encoded(steps: Steps, at: int, sample: int) -> bytes:
    """The bytes as they were written; raises `NotShown`."""
    pictures = all_encoded(steps, at)
    if sample >= len(pictures):
        raise NotShown("There is no picture here: the program wrote an empty list of them.")
    return pictures[sample]


def all_encoded(steps: Steps, at: int) -> Sequence[bytes]:
    """All pictures of a step; raises `NotShown`."""
    try:
        value = samples.read(steps.samples, int(steps.places[at]))
    except Unreadable as error:
        raise NotShown(f"This picture cannot be shown: {error}.") from None
    if not isinstance(value, Image):
        raise NotShown("This sample is no picture.")
    return value.encoded


def drawable(content: bytes) -> Header:
    """The header of a picture that a browser may be asked to draw; raises `NotShown`."""
    header = header_of(content)
    if header.pixels > LARGEST:
        raise NotShown(
            f"This picture says that it is {header.width:,} × {header.height:,} pixels, too large to draw. "
            "It can be downloaded."
        )
    return header
