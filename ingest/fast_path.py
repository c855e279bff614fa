"""Scalar events of a whole stretch at once.

All events of one tag share the bytes around their value: summary header, tag, the value's kind, and
metadata behind it. Those bytes, once understood, are the tag's key; from then on an event is decoded by
finding its key. Keys are learnt from a few events at a time and serve all files, so the detailed look
happens once a tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf.message import DecodeError

from ingest import events, key_table, scalar_events
from ingest.columns import Points
from ingest.key_table import LONGEST, SHORTEST, UNKNOWN
from ingest.proto.event_pb2 import Summary
from ingest.scalar_events import VALUE_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.key_table import KeyTable
    from ingest.library import Library
    from ingest.records import Bytes, Frames, Offsets
    from ingest.scalar_events import Heads, Shapes

_FIRST_SAMPLE = 256


@dataclass(frozen=True, slots=True)
class Found:
    """Scalars in file order: frames ``rows`` int64[n], and the points.

    ``keys`` int64[n]: twice the tag's number, and one more where the event says by itself that the tag
    holds scalars (a simple value, or metadata). ``starts``, ``summaries`` and ``values_at`` int64[n]:
    where in the buffer the payload, its summary and its value begin.
    """

    rows: Offsets
    keys: Offsets
    points: Points
    starts: Offsets
    summaries: Offsets
    values_at: Offsets

    def pick(self, places: Offsets) -> Found:
        """Some of them."""
        points = self.points
        return Found(
            self.rows[places],
            self.keys[places],
            Points(points.steps[places], points.wall_times[places], points.values[places]),
            self.starts[places],
            self.summaries[places],
            self.values_at[places],
        )


class _Search:
    """The search for the keys of some events."""

    def __init__(self, library: Library, buffer: Bytes, heads: Heads) -> None:
        self._library = library
        self._buffer = buffer
        self._heads = heads
        self.keys: Offsets = np.full(len(heads.rows), UNKNOWN)
        self.values_at: Offsets = np.zeros(len(heads.rows), np.int64)

    def run(self) -> None:
        """Look all up, learning from a sample of those that are unknown until none can be learnt."""
        left = np.arange(len(self.keys))
        for tail, table in self._library.tables.items():
            left = self._look(left, tail, table)
        sample = _FIRST_SAMPLE
        while len(left):
            chosen, left = left[:sample], left[sample:]
            learnt = self._learn(chosen)
            count = sum(learnt.values())
            # Where every other event taught something, so will the rest: nothing is gained by looking first.
            teaches = 2 * count > len(chosen)
            for tail in learnt:
                table = self._library.tables[tail]
                if count < len(chosen):
                    self._look(chosen, tail, table)
                left = left if teaches else self._look(left, tail, table)
            sample = len(left) if teaches else 8 * sample

    def _look(self, places: Offsets, tail: int, table: KeyTable) -> Offsets:
        """Find the keys with ``tail`` bytes behind the value; returns the places that have none of them."""
        if not len(places):
            return places
        everywhere = len(places) == len(self.keys)
        ends = self._heads.ends if everywhere else self._heads.ends[places]
        starts = self._heads.summaries if everywhere else self._heads.summaries[places]
        found = self._find(starts, ends, tail, table)
        known = found != UNKNOWN
        left = places[:0]
        if not known.all():
            left = places[~known]
            places, found, ends = places[known], found[known], ends[known]
        self.keys[places] = found
        self.values_at[places] = ends - (tail + VALUE_SIZE)
        return left

    def _find(self, starts: Offsets, ends: Offsets, tail: int, table: KeyTable) -> Offsets:
        sizes = ends - starts - (tail + VALUE_SIZE)
        possible = (sizes >= SHORTEST) & (sizes <= LONGEST)
        if not possible.all():
            found: Offsets = np.full(len(starts), UNKNOWN)
            found[possible] = self._find(starts[possible], ends[possible], tail, table)
            return found
        found = table.find(self._buffer, starts, sizes)
        return np.where(self._are_tails(ends, tail), found, UNKNOWN) if tail else found

    def _are_tails(self, ends: Offsets, tail: int) -> NDArray[np.bool_]:
        """bool[n]: whether the last bytes of each event are known as metadata of scalars."""
        found = self._library.tails.find(self._buffer, ends - tail, np.full(len(ends), tail))
        known: NDArray[np.bool_] = found != UNKNOWN
        return known

    def _learn(self, chosen: Offsets) -> dict[int, int]:
        """Learn the keys of some events; returns how many there were of each tail."""
        heads = self._heads.pick(chosen)
        shapes = scalar_events.shapes(self._buffer, heads)
        tails = heads.ends - shapes.value_places - VALUE_SIZE
        sizes = shapes.value_places - heads.summaries
        fit = np.flatnonzero(shapes.fit & (sizes <= LONGEST))
        learnt: dict[int, int] = {}
        for tail in set(tails[fit].tolist()):
            mine = fit[tails[fit] == tail]
            if tail:
                mine = mine[self._learn_tails(heads.ends[mine], tail)]
                if not len(mine):
                    continue
            mine = mine[key_table.unique(self._buffer, heads.summaries[mine], sizes[mine])]
            mine, keys = self._numbered(mine, shapes)
            if len(mine):
                self.keys[chosen[mine]] = keys
                self.values_at[chosen[mine]] = shapes.value_places[mine]
                self._library.add_keys(tail, self._buffer, heads.summaries[mine], sizes[mine], keys)
                learnt[tail] = len(mine)
        return learnt

    def _learn_tails(self, ends: Offsets, tail: int) -> NDArray[np.bool_]:
        """bool[n]: which events end in metadata of scalars, as protobuf reads it; what is new is learnt."""
        at = ends[~self._are_tails(ends, tail)] - tail
        if len(at):
            sizes = np.full(len(at), tail)
            at = at[key_table.unique(self._buffer, at, sizes)]
            good = [place for place in at.tolist() if _is_metadata(self._buffer[place : place + tail])]
            self._library.add_tails(self._buffer, np.array(good, np.int64), sizes[: len(good)])
        return self._are_tails(ends, tail)

    def _numbered(self, places: Offsets, shapes: Shapes) -> tuple[Offsets, Offsets]:
        """Keys for tags; those that are not UTF-8 are left to the slow path, which says so."""
        begins, ends = shapes.tag_places[places], (shapes.tag_places + shapes.tag_sizes)[places]
        base = int(begins.min(initial=0))
        content = self._buffer[base : int(ends.max(initial=0))].data
        texts = _texts(content, list(zip((begins - base).tolist(), (ends - base).tolist(), strict=True)))
        if None in texts:
            places = places[[text is not None for text in texts]]
        numbers = self._library.names.numbers([text for text in texts if text is not None])
        telling = ~shapes.tensors[places] | shapes.described[places]
        return places, 2 * np.array(numbers, np.int64) + telling


def take(library: Library, buffer: Bytes, frames: Frames) -> Found:
    """Decode the frames whose keys are known or can be learnt; the rest are not among ``rows``."""
    heads = scalar_events.heads(buffer, frames.starts, frames.lengths)
    search = _Search(library, buffer, heads)
    search.run()
    keys, values_at = search.keys, search.values_at
    kept = np.flatnonzero(keys != UNKNOWN)
    if len(kept) < len(keys):
        heads, keys, values_at = heads.pick(kept), keys[kept], values_at[kept]
    values = scalar_events.numbers(buffer, values_at, np.float32)
    points = Points(heads.steps, scalar_events.wall_times(buffer, heads), values)
    return Found(heads.rows, keys, points, heads.starts, heads.summaries, values_at)


def _is_metadata(content: Bytes) -> bool:
    """Whether a field of a value is metadata of scalars, whatever its text says."""
    try:
        told = Summary.Value.FromString(content.tobytes()).metadata.plugin_data
    except DecodeError:
        return False
    return told.plugin_name == events.SCALARS.plugin.encode()


def _texts(content: memoryview, spans: list[tuple[int, int]]) -> list[str | None]:
    """Pieces of some bytes as text, None where they are not UTF-8."""
    wide = str(content, "latin-1")
    pieces: list[str | None] = [wide[begin:end] for begin, end in spans]
    if "".join(pieces).isascii():  # type: ignore[arg-type]
        return pieces
    return [_text(content[begin:end].tobytes()) for begin, end in spans]


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
