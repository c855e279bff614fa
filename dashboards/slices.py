"""Histograms over steps, for whatever draws them: some of a tag's steps, picked evenly, each made sane.

Only what is picked is read from its file. A step that cannot be read is a sentence, and the others stand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.binning import sane
from ingest import samples
from ingest.kinds import Histogram, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from dashboards.binning import Buckets
    from ingest.store import Samples

    Ends = tuple[float | None, float | None]

MOST = 4096
"""Steps that are read for one picture."""

MOST_TOLD = 20
"""Problems that are told one by one."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Histograms in the order of their x.

    ``places`` int64[n]: which of the tag's samples they are; ``steps`` int64[n], ``wall_times`` float64[n]
    (seconds since 1970), ``x`` float64[n] on the axis asked for; ``buckets``: n times float64[k, 3].
    ``total``: samples of the tag; ``inside``: those in the range asked for. ``problems``: steps that could
    not be read, each with a sentence; ``notes``: steps of which something is left out, each with what.
    """

    places: NDArray[np.int64]
    steps: NDArray[np.int64]
    wall_times: NDArray[np.float64]
    x: NDArray[np.float64]
    buckets: tuple[Buckets, ...]
    total: int
    inside: int
    problems: tuple[tuple[int, str], ...] = ()
    notes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What an element draws. ``is_sound``: every step could be read, so it will be the same another time."""

    content: bytes
    is_sound: bool


def evenly(count: int, most: int) -> NDArray[np.int64]:
    """At most so many of the numbers below ``count``, evenly spread, the first and the last among them."""
    if count <= most:
        return np.arange(count)
    if most <= 1:
        return np.arange(count)[-1:]
    return np.unique(np.rint(np.linspace(0, count - 1, most)).astype(np.int64))


def x_of(found: Samples, x_axis: str) -> NDArray[np.float64]:
    """float64[n]: steps, seconds since the first sample, or seconds since 1970."""
    if x_axis == "step":
        return found.steps.astype(np.float64)
    return found.wall_times - origin(found) if x_axis == "relative" else found.wall_times


def origin(found: Samples) -> float:
    """The time of the first sample; 0 where that is no number."""
    first = float(found.wall_times[0])
    return first if math.isfinite(first) else 0.0


def picked(
    found: Samples, x_axis: str, most: int, between: Ends = (None, None), at: int | None = None
) -> Slices:
    """At most ``most`` steps with an x in a range, and besides, where it is there, the step ``at``."""
    x = x_of(found, x_axis)
    low, high = (math.inf * sign if end is None else end for sign, end in zip((-1, 1), between, strict=True))
    inside = np.flatnonzero((x >= low) & (x <= high))
    chosen = inside[evenly(len(inside), min(max(most, 1), MOST))]
    if at is not None:
        chosen = np.union1d(chosen, inside[found.steps[inside] == at][-1:])
    chosen = chosen[np.argsort(x[chosen], kind="stable")]
    return _read(found, x, chosen, len(inside))


def _read(found: Samples, x: NDArray[np.float64], chosen: NDArray[np.int64], inside: int) -> Slices:
    kept, problems, notes = read_sane(found, chosen.tolist())
    places = np.array([place for place in chosen.tolist() if place in kept], np.int64)
    return Slices(
        places=places,
        steps=found.steps[places],
        wall_times=found.wall_times[places],
        x=x[places],
        buckets=tuple(kept[place] for place in places.tolist()),
        total=len(found),
        inside=inside,
        problems=problems,
        notes=notes,
    )


def read_sane(found: Samples, places: Iterable[int]) -> tuple[dict[int, Buckets], Any, Any]:
    """Histograms by place, made sane; problems and notes, each with its step."""
    kept: dict[int, Buckets] = {}
    problems, notes = [], []
    for place, value in samples.read_each(found, places):
        step = int(found.steps[place])
        if isinstance(value, Unreadable):
            problems.append((step, str(value)))
        elif not isinstance(value, Histogram):
            problems.append((step, "this is no histogram"))
        else:
            kept[place], note = sane(value.buckets)
            if note:
                notes.append((step, note))
    return kept, tuple(problems), tuple(notes)


def about(found: Samples, slices: Slices, color: tuple[str, str]) -> dict[str, Any]:
    """What an element that draws them must know besides their columns; ``color``: in both themes."""
    return {
        "run": found.run,
        "tag": found.tag,
        "color": color,
        "origin": origin(found),
        "total": slices.total,
        "inside": slices.inside,
        "orphaned": found.orphaned,
        "problems": slices.problems[:MOST_TOLD],
        "unread": len(slices.problems),
        "notes": slices.notes[:MOST_TOLD],
        "extent": [int(found.steps.min()), int(found.steps.max())],
    }
