"""The steps of a card of samples: in which order they come, and what names one in an address for good.

A key is made of where a sample stands in its file and when it was written, so an address with a key means the
same bytes for ever, whatever is written later. Steps that repeat are all there, in the order of the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.rows import json_floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.store import Samples, Snapshot

KEY_DIGITS = 12
EXACT = 1 << 53
"""Whole numbers beyond this lose digits in a browser."""


@dataclass(frozen=True)
class Steps:
    """The steps of a card, ascending. ``places`` int64[n]: which samples; ``keys`` uint64[n]: their names."""

    samples: Samples
    places: NDArray[np.int64]
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.places)

    def step(self, at: int) -> int:
        """The step at a position."""
        return int(self.samples.steps[self.places[at]])

    def wall_time(self, at: int) -> float:
        """When it was written, in seconds since 1970."""
        return float(self.samples.wall_times[self.places[at]])

    def key(self, at: int) -> str:
        """The name of a position in addresses."""
        return _text(int(self.keys[at]))

    def position(self, key: str) -> int | None:
        """Where a key leads; None where it leads nowhere."""
        number = int(key, 16) if len(key) == KEY_DIGITS and set(key) <= set("0123456789abcdef") else -1
        found = (self.keys == number).nonzero()[0] if number >= 0 else self.places[:0]
        return int(found[0]) if len(found) else None

    def near(self, step: int) -> int:
        """The last position that is nearest to a step."""
        steps = self.samples.steps[self.places]
        after = int(np.searchsorted(steps, step, side="right"))
        if after == 0:
            return 0
        closer_after = after < len(steps) and int(steps[after]) - step < step - int(steps[after - 1])
        return after if closer_after else after - 1

    @property
    def version(self) -> str:
        """Equal where the same samples are there."""
        return f"{len(self):x}-{_text(int(np.bitwise_xor.reduce(self.keys)))}"

    def json(self) -> str:
        """`{steps, times, keys}` for the browser; steps as text where a browser would lose digits."""
        steps: list[Any] = self.samples.steps[self.places].tolist()
        if steps and (steps[-1] > EXACT or steps[0] < -EXACT):
            steps = [str(step) for step in steps]
        times = json_floats(self.samples.wall_times[self.places])
        keys = [_text(key) for key in self.keys.tolist()]
        return json.dumps({"steps": steps, "times": times, "keys": keys}, separators=(",", ":"))


def steps_of(snapshot: Snapshot, run: str, tag: str, sample: int = 0, beside: int = 0) -> Steps | None:
    """The steps with a sample of this number, or None; ``beside``: strings of a tensor before the first."""
    found = snapshot.samples(run, tag)
    if found is None or sample < 0:
        return None
    extents = found.entries.extents
    places = np.flatnonzero((extents < 0) | (extents > sample + beside))
    if not len(places):
        # Empty ones have no place on a slider, unless there is nothing else to say what is wrong with them.
        places = np.arange(len(found)) if sample == 0 else places
    if not len(places):
        return None
    places = places[np.argsort(found.steps[places], kind="stable")]
    return Steps(found, places, keys_of(found)[places])


def count_of(snapshot: Snapshot, run: str, tag: str, beside: int = 0) -> int:
    """How many samples a step of a tag has at most, at least 1."""
    found = snapshot.runs.get(run)
    return max(found.extent(tag) - beside, 1) if found else 1


def keys_of(samples: Samples) -> NDArray[np.uint64]:
    """uint64[n]: a number for each sample, equal only for equal places in a file and equal wall times."""
    entries = samples.entries
    columns = (entries.offsets, entries.lengths, entries.wall_times.view(np.int64), _nth(samples))
    mixed = np.zeros(len(samples), np.uint64)
    for column in columns:
        mixed = _mixed(mixed ^ column.view(np.uint64))
    return mixed >> np.uint64(64 - 4 * KEY_DIGITS)


def _nth(samples: Samples) -> NDArray[np.int64]:
    """int64[n]: how many samples of the tag come before it in the same record."""
    offsets, files = samples.entries.offsets, samples.files
    at = np.arange(len(samples))
    first = np.ones(len(samples), bool)
    first[1:] = (offsets[1:] != offsets[:-1]) | (files[1:] != files[:-1])
    return np.asarray(at - np.maximum.accumulate(np.where(first, at, 0)))


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finalizer (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(numbers ^ (numbers >> np.uint64(31)))


def _text(key: int) -> str:
    return f"{key:0{KEY_DIGITS}x}"
