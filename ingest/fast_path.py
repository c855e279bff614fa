"""Scalar events of a whole block at once.

All events of one tag share the bytes around their value: summary header, tag, the value's kind, and
metadata behind it. Those bytes, once understood, are the tag's key; from then on an event is decoded by
finding its key. Keys are learnt from a few events at a time, so the detailed look happens once a tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest import key_table, scalar_events
from ingest.columns import Points
from ingest.key_table import LONGEST, SHORTEST, UNKNOWN, KeyTable
from ingest.scalar_events import VALUE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.records import Bytes, Frames, Offsets
    from ingest.scalar_events import Heads

REFUSED = -1
"""The number of a tag whose scalars are not to be kept."""

_FIRST_SAMPLE = 256


@dataclass(frozen=True, slots=True)
class Introduction:
    """The first event with a key: which frame, the tag's bytes, and what the event says of the tag."""

    row: int
    tag: bytes
    is_tensor: bool
    is_described: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Scalars of a block in file order: frames ``rows`` int64[n], ``tag_ids`` int64[n], and the points.

    ``starts``, ``summaries`` and ``values_at`` int64[n]: where in the buffer the payload, its summary
    and its value begin.
    """

    rows: Offsets
    tag_ids: Offsets
    points: Points
    starts: Offsets
    summaries: Offsets
    values_at: Offsets


class FastPath:
    """Keys of one file. ``name`` gives a tag its number, ``REFUSED``, or None: leave it to the slow path."""

    def __init__(self, name: Callable[[Introduction], int | None]) -> None:
        self._name = name
        self._tables: dict[int, KeyTable] = {}

    def refuse(self, tag_id: int) -> None:
        """Keep no more scalars of a tag."""
        for table in self._tables.values():
            table.replace(tag_id, REFUSED)

    def take(self, buffer: Bytes, frames: Frames) -> Found:
        """Decode the frames whose keys are known or can be learnt; the rest are not among ``rows``."""
        heads = scalar_events.heads(buffer, frames.starts, frames.lengths)
        ids = np.full(len(heads.rows), UNKNOWN)
        values_at = np.zeros(len(heads.rows), np.int64)
        left = np.arange(len(heads.rows))
        for tail in self._tables:
            left = self._look(buffer, heads, left, tail, ids, values_at)
        sample = _FIRST_SAMPLE
        while len(left):
            chosen, left = left[:sample], left[sample:]
            for tail in self._learn(buffer, heads.pick(chosen)):
                self._look(buffer, heads, chosen, tail, ids, values_at)
                left = self._look(buffer, heads, left, tail, ids, values_at)
            sample *= 4
        kept = np.flatnonzero(ids != UNKNOWN)
        if len(kept) < len(ids):
            heads, ids, values_at = heads.pick(kept), ids[kept], values_at[kept]
        values = scalar_events.numbers(buffer, values_at, np.float32)
        points = Points(heads.steps, scalar_events.wall_times(buffer, heads), values)
        return Found(heads.rows, ids, points, heads.starts, heads.summaries, values_at)

    def _look(
        self, buffer: Bytes, heads: Heads, places: Offsets, tail: int, ids: Offsets, values_at: Offsets
    ) -> Offsets:
        """Find the keys with ``tail`` bytes behind the value; returns the places that have none of them."""
        if not len(places):
            return places
        everywhere = len(places) == len(heads.rows)
        ends = heads.ends if everywhere else heads.ends[places]
        starts = heads.summaries if everywhere else heads.summaries[places]
        found = self._find(buffer, starts, ends, tail)
        known = found != UNKNOWN
        left = places[:0]
        if not known.all():
            left = places[~known]
            places, found, ends = places[known], found[known], ends[known]
        ids[places] = found
        values_at[places] = ends - (tail + VALUE_SIZE)
        return left

    def _find(self, buffer: Bytes, starts: Offsets, ends: Offsets, tail: int) -> Offsets:
        sizes = ends - starts - (tail + VALUE_SIZE)
        possible = (sizes >= SHORTEST) & (sizes <= LONGEST)
        if possible.all():
            return self._numbers(buffer, starts, sizes, ends, tail)
        found: Offsets = np.full(len(starts), UNKNOWN)
        found[possible] = self._numbers(buffer, starts[possible], sizes[possible], ends[possible], tail)
        return found

    def _numbers(self, buffer: Bytes, starts: Offsets, sizes: Offsets, ends: Offsets, tail: int) -> Offsets:
        found = self._tables[tail].find(buffer, starts, sizes)
        if tail:
            # What follows the value is known where it is scalars' metadata, whatever its text says.
            metadata = scalar_events.is_scalars_metadata(buffer, ends - tail, ends)
            found = np.where(metadata, found, UNKNOWN)
        return found

    def _learn(self, buffer: Bytes, heads: Heads) -> list[int]:
        """Learn the keys of some events; returns the tails that have new ones."""
        shapes = scalar_events.shapes(buffer, heads)
        tails = heads.ends - shapes.value_places - VALUE_SIZE
        sizes = shapes.value_places - heads.summaries
        fit = np.flatnonzero(shapes.fit & (sizes <= LONGEST))
        learnt = []
        # Events that say what their tag is come before those that do not.
        for tail in sorted(set(tails[fit].tolist()), reverse=True):
            mine = fit[tails[fit] == tail]
            mine = mine[key_table.unique(buffer, heads.summaries[mine], sizes[mine])]
            numbers = [self._name(_introduction(buffer, heads, shapes, place)) for place in mine.tolist()]
            known = [i for i, number in enumerate(numbers) if number is not None]
            if known:
                chosen = mine[known]
                table = self._tables.setdefault(tail, KeyTable())
                new = np.array([numbers[i] for i in known], np.int64)
                table.add(buffer, heads.summaries[chosen], sizes[chosen], new)
                learnt.append(tail)
        return learnt


def _introduction(buffer: Bytes, heads: Heads, shapes: scalar_events.Shapes, place: int) -> Introduction:
    start, size = int(shapes.tag_places[place]), int(shapes.tag_sizes[place])
    tag = buffer[start : start + size].tobytes()
    return Introduction(
        int(heads.rows[place]), tag, bool(shapes.tensors[place]), bool(shapes.described[place])
    )
