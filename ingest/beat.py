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

from ingest.records import FOOTER, HEADER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ingest.records import Bytes, Offsets
    from ingest.store import TagInfo

_SWEEP = 1 << 16
"""Bytes compared at once; the temporaries of this size stay in the processor's cache."""

_FEW = 64
"""Below so many beats one gather is quicker than a copy for each column."""


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
    def tag_ids(self) -> Offsets:
        """int64[n]: the tags' numbers."""
        return self.keys >> 1

    @cached_property
    def tags(self) -> frozenset[int]:
        """The tags' numbers, each once."""
        return frozenset(self.tag_ids.tolist())

    @cached_property
    def _tiles(self) -> tuple[Bytes, Bytes]:
        """Pattern and mask repeated to about one sweep."""
        mask = np.full(self.size, 0xFF, np.uint8)
        for offsets, width in ((self.wall_times, 8), (self.values, 4), (self.footers, FOOTER)):
            mask[(offsets[:, None] + np.arange(width)).reshape(-1)] = 0
        for offset, width in zip(self.steps.tolist(), self.step_sizes.tolist(), strict=True):
            mask[offset : offset + width] = 0x80
        repeats = max(1, _SWEEP // self.size)
        return np.tile(self.pattern & mask, repeats), np.tile(mask, repeats)

    def count(self, content: Bytes) -> int:
        """How many whole cycles stand at the beginning of ``content``."""
        pattern, mask = self._tiles
        whole = len(content) // self.size * self.size
        if not whole or (content[:HEADER] != self.pattern[:HEADER]).any():
            return 0
        scratch = np.empty(min(len(pattern), whole), np.uint8)
        for at in range(0, whole, len(pattern)):
            stretch = content[at : min(at + len(pattern), whole)]
            size = len(stretch)
            other = np.bitwise_and(stretch, mask[:size], out=scratch[:size])
            other ^= pattern[:size]
            if other.any():
                return (at + int(np.argmax(other != 0))) // self.size
        return whole // self.size

    def read(
        self, buffer: Bytes, at: int, count: int
    ) -> tuple[Offsets, NDArray[np.float64], NDArray[np.float32]]:
        """Steps, wall times and values of ``count`` cycles from ``at``, each [n, count]."""
        wall_times = self._columns(buffer, at + self.wall_times, count, np.dtype("<f8"))
        values = self._columns(buffer, at + self.values, count, np.dtype("<f4"))
        widest = int(self.step_sizes.max())
        if not widest:
            return np.zeros(wall_times.shape, np.int64), wall_times, values
        words = self._columns(buffer, at + self.steps, count, np.dtype("<u4" if widest <= 4 else "<u8"))
        return _varints(words, self.step_sizes[:, None]), wall_times, values

    def _columns(self, buffer: Bytes, at: Offsets, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        if count < _FEW:
            view: NDArray[Any] = np.ndarray((len(buffer) - dtype.itemsize + 1,), dtype, buffer, strides=(1,))
            few: NDArray[Any] = view[at[:, None] + self.size * np.arange(count)]
            return few
        columns = np.empty((len(at), count), dtype)
        for row, offset in enumerate(at.tolist()):
            columns[row] = np.ndarray((count,), dtype, buffer, offset=offset, strides=(self.size,))
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


def _varints(words: NDArray[Any], sizes: Offsets) -> Offsets:
    """Values of varints of known sizes (0 to 8 bytes) at the low end of little-endian words."""
    kind = words.dtype.type
    bits = 8 * words.dtype.itemsize
    full = (1 << bits) - 1
    keep = np.array([(1 << 8 * size) - 1 & full for size in range(9)], words.dtype)[sizes]
    words &= keep & kind(0x7F7F7F7F7F7F7F7F & full)
    for shift, low in ((1, 0x007F007F007F007F), (2, 0x00003FFF00003FFF), (4, 0x000000000FFFFFFF)):
        mask = kind(low & full)
        words = (words & mask) | ((words & ~mask) >> kind(shift))
    return words.astype(np.int64)
