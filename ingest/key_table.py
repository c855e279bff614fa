"""Byte strings to small numbers, for all events of a block at once.

Strings are compared by a 64-bit hash, looked up in a table without collisions, and then word by word,
so two different strings are never taken for one. Knows nothing of events.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.distinct import distinct, values
from ingest.records import Bytes, Offsets

Words = NDArray[np.uint64]

UNKNOWN = -2
"""The number of a string that the table does not have."""

SHORTEST = 8
LONGEST = 512
"""Lengths in bytes that the table takes."""

_NO_WORDS: NDArray[np.uint64] = np.empty((1, 0), np.uint64)
_NO_NUMBERS: NDArray[np.int64] = np.empty(0, np.int64)
_LARGEST_SLOTS = 1 << 18
_FACTORS = np.random.default_rng(0x7F4A7C15).integers(
    1 << 62, 1 << 63, LONGEST // 8 + 1, np.uint64
) * np.uint64(2) + np.uint64(1)


class KeyTable:
    """Numbers of strings; never changes. Words overlap at a string's end instead of being cut, which
    saves masks.
    """

    def __init__(
        self, words: Words = _NO_WORDS, sizes: Offsets = _NO_NUMBERS, numbers: Offsets = _NO_NUMBERS
    ):
        # Should two strings share a hash, the later one is left out: it stays unknown.
        self._hashes, first, *_ = distinct(_hashes(words, sizes))
        self._words, self._sizes, self._numbers = words[:, first], sizes[first], numbers[first]
        self._slots: NDArray[np.int32] | None = None
        self._factor = self._shift = np.uint64(0)
        self._arrange()

    def __len__(self) -> int:
        return len(self._numbers)

    def find(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> Offsets:
        """int64[n]: the number of each string, or ``UNKNOWN``.

        ``at`` and ``sizes`` int64[n] in bytes, sizes from ``SHORTEST`` to ``LONGEST``.
        """
        if not len(self):
            return np.full(len(at), UNKNOWN)
        words = _words(buffer, at, sizes, len(self._words))
        wanted = _hashes(words, sizes)
        rows = self._rows(wanted)
        same = self._sizes[rows] == sizes
        for mine, theirs in zip(self._words, words, strict=True):
            same &= mine[rows] == theirs
        return np.where(same, self._numbers[rows], UNKNOWN)

    def with_added(self, buffer: Bytes, at: Offsets, sizes: Offsets, numbers: Offsets) -> KeyTable:
        """A table that also has these strings; those that it has already keep their numbers."""
        height = max(len(self._words), (int(sizes.max()) + 7) // 8)
        words = np.hstack([_taller(self._words, height), _words(buffer, at, sizes, height)])
        return KeyTable(words, np.concatenate([self._sizes, sizes]), np.concatenate([self._numbers, numbers]))

    def _rows(self, wanted: Words) -> Offsets | NDArray[np.int32]:
        if self._slots is not None:
            rows: NDArray[np.int32] = self._slots[(wanted * self._factor) >> self._shift]
            return rows
        return np.minimum(np.searchsorted(self._hashes, wanted), len(self) - 1)

    def _arrange(self) -> None:
        """Find a multiplier that sends every hash to a slot of its own; many strings are searched instead."""
        bits = max(4, (len(self) ** 2 // 2).bit_length())
        for factor in _FACTORS if len(self) and 1 << bits <= _LARGEST_SLOTS else ():
            slots = (self._hashes * factor) >> np.uint64(64 - bits)
            if len(values(slots)) == len(self):
                self._slots = np.zeros(1 << bits, np.int32)
                self._slots[slots] = np.arange(len(self))
                self._factor, self._shift = factor, np.uint64(64 - bits)
                return


def unique(buffer: Bytes, at: Offsets, sizes: Offsets) -> Offsets:
    """int64[k]: where each different string stands first among ``at``, ascending."""
    words = _words(buffer, at, sizes, (int(sizes.max()) + 7) // 8)
    return np.sort(distinct(_hashes(words, sizes)).first)


def _words(buffer: Bytes, at: Offsets, sizes: Offsets, count: int) -> Words:
    """uint64[count, n]: eight bytes from every eighth place, the last ones from the end backwards."""
    view: Words = np.ndarray((len(buffer) - 7,), "<u8", buffer, strides=(1,))
    last = at + sizes - 8
    words = np.empty((count, len(at)), np.uint64)
    for i in range(count):
        words[i] = view[np.minimum(at + 8 * i, last)]
    return words


def _hashes(words: Words, sizes: Offsets) -> Words:
    total: Words = sizes.view(np.uint64) * _FACTORS[-1]
    for i in range(len(words)):
        total += words[i] * _FACTORS[i]
    return total


def _taller(words: Words, height: int) -> Words:
    """The same strings in more words: behind a string's end its last word stands again."""
    return np.vstack([words, np.repeat(words[-1:], height - len(words), axis=0)])
