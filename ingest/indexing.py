"""Entries of the index out of what was found in a block, in file order.

A value belongs to the index unless its tag holds scalars, or it says that it belongs to another plugin than
its tag does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ingest.distinct import distinct
from ingest.index import DTYPES, Entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.block import Block
    from ingest.fast_path import Found
    from ingest.records import Offsets
    from ingest.sample_events import Samples
    from ingest.slow_path import Loose
    from ingest.store import TagInfo


@dataclass(frozen=True)
class Sampled:
    """Events of one sample each, with the numbers of their tags and what they say of them (places in
    ``said``, which does not change).
    """

    samples: Samples
    numbers: Offsets
    told: Offsets
    said: tuple[TagInfo | None, ...]

    def pick(self, places: Offsets | NDArray[np.bool_]) -> Sampled:
        """Some of them."""
        return Sampled(self.samples.pick(places), self.numbers[places], self.told[places], self.said)

    def sayings(self) -> list[tuple[int, int, TagInfo]]:
        """What is said of each tag, with the row where it is said first: (row, tag, what)."""
        rows = self.samples.rows[self._unique[1]].tolist()
        pairs = zip(rows, self.pairs(), strict=True)
        return [(row, number, info) for row, (number, info) in pairs if info is not None]

    def pairs(self) -> list[tuple[int, TagInfo | None]]:
        """Each different pair of a tag and what is said of it."""
        count = len(self.said)
        return [(pair // count, self.said[pair % count]) for pair in self._unique[0].tolist()]

    def places(self) -> Offsets:
        """int64[n]: which of the pairs each sample has."""
        return self._unique[2]

    @cached_property
    def _unique(self) -> tuple[Offsets, Offsets, Offsets]:
        keys = self.numbers * len(self.said) + self.told
        pairs, first, _, places = distinct(keys)
        return pairs, first, places


class Columns(NamedTuple):
    """Entries to be, one array for each column: rows of the block, tags, steps, wall times, extents."""

    rows: Offsets
    numbers: Offsets
    steps: Offsets
    wall_times: NDArray[np.float64]
    extents: Offsets


def of_sampled(sampled: Sampled) -> Columns:
    """Those of samples."""
    samples = sampled.samples
    return Columns(samples.rows, sampled.numbers, samples.steps, samples.wall_times, samples.extents)


def of_found(found: Found) -> Columns:
    """Those of numbers whose tag holds something else."""
    points = found.points
    ones = np.ones(len(found.rows), np.int64)
    return Columns(found.rows, found.keys >> 1, points.steps, points.wall_times, ones)


def of_loose(values: Sequence[Loose]) -> Columns:
    """Those of values that were found one by one."""
    return Columns(
        np.array([loose.row for loose in values], np.int64),
        np.array([loose.number for loose in values], np.int64),
        np.array([loose.step for loose in values], np.int64),
        np.array([loose.wall_time for loose in values], np.float64),
        np.array([loose.value.extent for loose in values], np.int64),
    )


def entries(block: Block, parts: Sequence[Columns]) -> tuple[Offsets, Entries]:
    """The tags' numbers and the entries of all parts, in file order."""
    together = Columns(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    order = np.argsort(together.rows, kind="stable")
    rows = together.rows[order]
    places, lengths = block.places[rows], block.frames.lengths[rows]
    columns = together.steps[order], together.wall_times[order], places, lengths, together.extents[order]
    found = (np.asarray(column, dtype) for column, dtype in zip(columns, DTYPES, strict=True))
    return together.numbers[order], Entries(*found)
