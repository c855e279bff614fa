"""Names to small numbers, for all events of a block at once.

A tag is compared by a 64-bit hash of its bytes, looked up in a table without collisions, and then by
the bytes themselves, so two different tags are never taken for one. Knows nothing of events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Offsets = NDArray[np.int64]
    Words = NDArray[np.uint64]

LONGEST = 256
"""Longer tags, in bytes, are left to the slow path."""

_WORDS = LONGEST // 8
_rng = np.random.default_rng(0x7F4A7C15)
_FACTORS = _rng.integers(1, 1 << 63, _WORDS + 1, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_MIX = np.uint64(29)
_LARGEST_TABLE = 1 << 18


def tag_words(buffer: Bytes, places: Offsets, lengths: Offsets) -> Words:
    """uint64[w, n]: the bytes of n tags in w words, zero behind each end.

    ``places`` and ``lengths`` int64[n] in bytes, lengths at most ``LONGEST``; eight bytes of ``buffer``
    must follow the last tag.
    """
    view: Words = np.ndarray((len(buffer) - 7,), "<u8", buffer, strides=(1,))
    count = max(1, (int(lengths.max(initial=0)) + 7) // 8)
    words = np.empty((count, len(places)), np.uint64)
    for i in range(count):
        left = np.clip(lengths - 8 * i, 0, 8)
        words[i] = view[np.minimum(places + 8 * i, len(view) - 1)] & _KEEP[left]
    return words


def hashes(words: Words, lengths: Offsets) -> Words:
    """uint64[n]: a hash of each tag; equal tags give equal hashes whatever the number of words."""
    total = lengths.astype(np.uint64) * _FACTORS[_WORDS]
    for word, factor in zip(words, _FACTORS, strict=False):
        total += (word ^ (word >> _MIX)) * factor
    return total


class TagTable:
    """Numbers given to tags, in the order in which they were added."""

    def __init__(self) -> None:
        self.count = 0
        self._hashes: Words = np.empty(0, np.uint64)
        self._words: Words = np.empty((1, 0), np.uint64)
        self._lengths: Offsets = np.empty(0, np.int64)
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._slots: NDArray[np.int32] | None = None
        self._factor = np.uint64(1)
        self._shift = np.uint64(0)

    def add(self, words: Words, lengths: Offsets, ids: NDArray[np.int64]) -> None:
        """Give the tags, which the table must not have, these numbers."""
        height = max(len(words), len(self._words))
        self._words = np.hstack([_taller(self._words, height), _taller(words, height)])
        self._lengths = np.concatenate([self._lengths, lengths])
        self._hashes = np.concatenate([self._hashes, hashes(words, lengths)])
        self._ids = np.concatenate([self._ids, ids])
        self.count = len(self._ids)
        self._arrange()

    def find(self, words: Words, lengths: Offsets) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The numbers of n tags (int64[n]), and whether the table has each (bool[n])."""
        if not self.count:
            return np.zeros(len(lengths), np.int64), np.zeros(len(lengths), np.bool_)
        wanted = hashes(words, lengths)
        rows = self._rows(wanted)
        known = (self._hashes[rows] == wanted) & (self._lengths[rows] == lengths)
        for i in range(len(words)):
            known &= words[i] == (self._words[i][rows] if i < len(self._words) else 0)
        return self._ids[rows], known

    def _rows(self, wanted: Words) -> NDArray[np.intp] | NDArray[np.int32]:
        if self._slots is not None:
            return self._slots[(wanted * self._factor) >> self._shift]
        return np.minimum(np.searchsorted(self._hashes, wanted), self.count - 1)

    def _arrange(self) -> None:
        """Find a multiplier that sends every hash to a slot of its own; many tags are searched instead."""
        order = np.argsort(self._hashes)
        self._hashes, self._lengths = self._hashes[order], self._lengths[order]
        self._words, self._ids = self._words[:, order], self._ids[order]
        self._slots = None
        bits = 4
        while (1 << bits) < self.count * self.count // 4:
            bits += 1
        for factor in _FACTORS if 1 << bits <= _LARGEST_TABLE else ():
            slots = (self._hashes * factor) >> np.uint64(64 - bits)
            if len(np.unique(slots)) == self.count:
                self._slots = np.zeros(1 << bits, np.int32)
                self._slots[slots] = np.arange(self.count)
                self._factor, self._shift = factor, np.uint64(64 - bits)
                return


def _taller(words: Words, height: int) -> Words:
    return np.pad(words, ((0, height - len(words)), (0, 0)))
