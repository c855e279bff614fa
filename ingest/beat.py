"""The rhythm of a training loop: the same tags in the same order, so the same bytes but for the numbers.

Once a cycle of records is understood, it is a pattern: every byte that is not part of a wall time, a
step, a value or a payload's checksum must stand there again. A stretch that repeats the pattern is
compared in one sweep and its numbers are read as columns, without looking at records one by one. The
comparison covers the headers, so their checksums need no second look. Patterns are shared by all files:
runs of one program sound alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest import newer
from ingest.columns import Cycle
from ingest.records import FOOTER, HEADER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ingest.newer import Newer
    from ingest.records import Bytes, Offsets
    from ingest.store import TagInfo

_GLANCE, _SWEEP = 1 << 8, 1 << 16
"""Bytes compared first, and at once; the temporaries of this size stay in the processor's cache."""


@dataclass(frozen=True)
class Beat:
    """One cycle of n records.

    ``pattern`` uint8[size]: its bytes; ``wall_times``, ``steps`` and ``values`` int64[n]: where in the
    cycle the numbers stand; ``step_sizes`` int64[n]: bytes of each step's varint, 0 where the step is
    zero and left out. ``keys`` int64[n]: what each record is about, as in ``fast_path.Found``;
    ``told``: what they say of the tags of which the first record says it, by number.
    """

    pattern: Bytes
    wall_times: Offsets
    steps: Offsets
    step_sizes: Offsets
    values: Offsets
    footers: Offsets
    keys: Offsets
    told: Mapping[int, TagInfo]

    @property
    def size(self) -> int:
        """Bytes of one cycle."""
        return len(self.pattern)

    @cached_property
    def cycle(self) -> Cycle:
        """The tags' numbers, in their order."""
        return Cycle(self.keys >> 1)

    @cached_property
    def newer(self) -> Mapping[str, Newer]:
        """What says that it is of a version that we do not know, by plugin."""
        return newer.among(self.told)

    @cached_property
    def tags(self) -> frozenset[int]:
        """The tags' numbers, each once."""
        return frozenset((self.keys >> 1).tolist())

    @cached_property
    def _varints(self) -> Varints:
        return Varints(self.step_sizes)

    @cached_property
    def _tiles(self) -> tuple[bytes, Bytes]:
        """What must stand there, and which bits of it count, repeated to about one sweep."""
        mask = np.full(self.size, 0xFF, np.uint8)
        for offsets, width in ((self.wall_times, 8), (self.values, 4), (self.footers, FOOTER)):
            mask[(offsets[:, None] + np.arange(width)).reshape(-1)] = 0
        for offset, width in zip(self.steps.tolist(), self.step_sizes.tolist(), strict=True):
            mask[offset : offset + width] = 0x80
        repeats = max(1, _SWEEP // self.size)
        return np.tile(self.pattern & mask, repeats).tobytes(), np.tile(mask, repeats)

    def count(self, content: Bytes) -> int:
        """How many whole cycles stand at the beginning of ``content``."""
        pattern, mask = self._tiles
        whole = len(content) // self.size * self.size
        # A pattern that is not the right one is found out by its first bytes, or by its second cycle.
        sweeps = [(0, _GLANCE), (0, self.size)]
        sweeps += [(at, len(pattern)) for at in range(self.size, whole, len(pattern))]
        for at, size in sweeps if whole else ():
            stretch = content[at : min(at + size, whole)]
            size = len(stretch)
            stretch, wanted = stretch & mask[:size], pattern[:size]
            if stretch.tobytes() != wanted:
                return (at + int(np.argmax(stretch != np.frombuffer(wanted, np.uint8)))) // self.size
        return whole // self.size

    def read(
        self, buffer: Bytes, at: int, count: int
    ) -> tuple[Offsets, NDArray[np.float64], NDArray[np.float32]]:
        """Steps, wall times and values of ``count`` cycles from ``at``, each [n, count]."""
        wall_times = self._columns(buffer, at, self.wall_times, count, "<f8")
        values = self._columns(buffer, at, self.values, count, "<f4")
        varints = self._varints
        if not varints.widest:
            return np.zeros(wall_times.shape, np.int64), wall_times, values
        words = self._columns(buffer, at, self.steps, count, varints.dtype)
        return varints.values(words), wall_times, values

    def _columns(self, buffer: Bytes, at: int, places: Offsets, count: int, dtype: str) -> NDArray[Any]:
        """What stands at some places of each cycle: a view with one row for each byte of the cycle has it in
        its rows, and to copy whole rows is ten times quicker than to gather numbers one by one.
        """
        shape, strides = (self.size, count), (1, self.size)
        view: NDArray[Any] = np.ndarray(shape, dtype, buffer, offset=at, strides=strides)
        columns: NDArray[Any] = view[places]
        return columns


class Beats:
    """The patterns met so far, found again by the header of their first record."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Beat, ...]] = {}

    def add(self, beat: Beat) -> None:
        """Remember a pattern; of many with the same beginning only the latest."""
        if len(self._known) >= _MOST:
            self._known.clear()
        key = beat.pattern[:HEADER].tobytes()
        self._known[key] = (beat, *self._known.get(key, ()))[:_ALIKE]

    def find(self, content: Bytes, least: int) -> tuple[Beat | None, int]:
        """A pattern that ``content`` begins with for at least so many records, and how often."""
        for beat in self._known.get(content[:HEADER].tobytes(), ()):
            count = beat.count(content)
            if count * len(beat.keys) >= least:
                return beat, count
        return None, 0


_MOST, _ALIKE = 4096, 4


class Varints:
    """Varints of known sizes: 0 to 8 bytes, int64[n], at the low end of words of type ``dtype``."""

    def __init__(self, sizes: Offsets) -> None:
        self.widest = int(sizes.max())
        self.dtype = "<u4" if self.widest <= 4 else "<u8"
        self._full = (1 << 8 * np.dtype(self.dtype).itemsize) - 1
        bits = [(1 << 8 * size) - 1 & 0x7F7F7F7F7F7F7F7F & self._full for size in range(9)]
        self._bits = np.array(bits, self.dtype)[sizes][:, None]

    def values(self, words: NDArray[Any]) -> Offsets:
        """int64[n, m] of words [n, m], which change: seven bits of each byte, put together two and two."""
        words &= self._bits
        kind = words.dtype.type
        for width, shift, low in (
            (1, 1, 0x007F007F007F007F),
            (2, 2, 0x00003FFF00003FFF),
            (4, 4, 0x000000000FFFFFFF),
        ):
            if self.widest > width:
                mask = kind(low & self._full)
                words = (words & mask) | ((words & ~mask) >> kind(shift))
        return words.astype(np.int64)
