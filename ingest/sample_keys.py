"""The numbers of tags and of what metadata says, looked up for many events at once by their bytes.

Tags and metadata repeat from event to event: their bytes are decoded once and found again ever after.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf.message import DecodeError

from ingest import events, key_table
from ingest.distinct import distinct
from ingest.key_table import SHORTEST, UNKNOWN, KeyTable
from ingest.proto.event_pb2 import Summary
from ingest.sample_events import KINDS
from ingest.scalar_events import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ingest.names import Names
    from ingest.records import Bytes, Offsets
    from ingest.sample_events import Samples
    from ingest.store import TagInfo

_MOST_KEYS = 1 << 16
_ODD = -3
"""The number of metadata that is broken, or new once too often."""

_MASKS = np.array([(1 << 8 * size) - 1 for size in range(SHORTEST)], np.uint64)


class _Lookup:
    """Numbers of byte strings; ``number`` makes one for a string that is met for the first time."""

    def __init__(self, number: Callable[[bytes], int]) -> None:
        self._number = number
        self._table = KeyTable()
        self._short: dict[int, int] = {}

    def find(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> Offsets:
        """int64[n]."""
        found = np.full(len(at), UNKNOWN)
        long = sizes >= SHORTEST
        if long.any():
            found[long] = self._find_long(buffer, at[long], sizes[long])
        if not long.all():
            found[~long] = self._find_short(buffer, at[~long], sizes[~long])
        return found

    def _find_long(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> Offsets:
        found = self._table.find(buffer, at, sizes)
        new = np.flatnonzero(found == UNKNOWN)
        if len(new):
            self._learn(buffer, at[new], sizes[new])
            found[new] = self._table.find(buffer, at[new], sizes[new])
        return found

    def _learn(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> None:
        first = key_table.unique(buffer, at, sizes)
        at, sizes = at[first], sizes[first]
        spans = zip(at.tolist(), sizes.tolist(), strict=True)
        found = np.array([self._number(buffer[begin : begin + size].tobytes()) for begin, size in spans])
        table = self._table if len(self._table) + len(at) <= _MOST_KEYS else KeyTable()
        self._table = table.with_added(buffer, at, sizes, found)

    def _find_short(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> Offsets:
        words, _, _, places = distinct(numbers(buffer, at, np.uint64) & _MASKS[sizes])
        return np.array([self._number_of_word(word) for word in words.tolist()], np.int64)[places]

    def _number_of_word(self, word: int) -> int:
        found = self._short.get(word)
        if found is None:
            if len(self._short) >= _MOST_KEYS:
                self._short.clear()
            found = self._short[word] = self._number(word.to_bytes(8, "little")[: 1 + (word & 0xFF)])
        return found


class SampleKeys:
    """What has been learnt of tags and metadata; shared by all files, and safe to share between threads.

    ``said``: what can be said of a tag, each once; the first is None, for nothing. Replaced, never changed.
    """

    def __init__(self, names: Names) -> None:
        self.said: tuple[TagInfo | None, ...] = ()
        self._all_said: list[TagInfo | None] = [None]
        self._names = names
        self._tags = _Lookup(self._number)
        self._told = _Lookup(self._told_number)
        self._metadata: list[Summary.Value] = []
        self._sayings: dict[tuple[int, int], int] = {}
        self._lock = threading.Lock()

    def find(self, buffer: Bytes, samples: Samples) -> tuple[Offsets, Offsets]:
        """int64[n] each: the tags' numbers (``UNKNOWN`` where they are no text) and places in ``said``."""
        with self._lock:
            tags = self._tags.find(buffer, samples.names_at, samples.name_sizes)
            told = np.full(len(tags), UNKNOWN)
            present = np.flatnonzero(samples.told_sizes)
            if len(present):
                at, sizes = samples.told_at[present], samples.told_sizes[present]
                told[present] = self._told.find(buffer, at, sizes)
                tags[told == _ODD] = UNKNOWN
            said = self._said(samples.kinds, told)
            if len(self.said) < len(self._all_said):
                self.said = tuple(self._all_said)
            return tags, said

    def _said(self, kinds: NDArray[np.uint8], told: Offsets) -> Offsets:
        pairs, _, _, places = distinct(told * len(KINDS) + kinds)
        split = ((pair % len(KINDS), pair // len(KINDS)) for pair in pairs.tolist())
        return np.array([self._saying(kind, number) for kind, number in split], np.int64)[places]

    def _saying(self, kind: int, told: int) -> int:
        found = self._sayings.get((kind, told))
        if found is None:
            value = Summary.Value() if told < 0 else self._metadata[told]
            found = self._sayings[kind, told] = self._add(_info(kind, value))
        return found

    def _add(self, info: TagInfo | None) -> int:
        if info is None:
            return 0
        self._all_said.append(info)
        return len(self._all_said) - 1

    def _number(self, name: bytes) -> int:
        """The number of a tag; ``name`` begins with its length."""
        try:
            return self._names.number(name[1 if name[0] < 0x80 else 2 :].decode())
        except UnicodeDecodeError:
            return UNKNOWN

    def _told_number(self, metadata: bytes) -> int:
        """The number of metadata, given as a whole field of a value."""
        if len(self._metadata) >= _MOST_KEYS:
            return _ODD
        try:
            self._metadata.append(Summary.Value.FromString(metadata))
        except DecodeError:
            return _ODD
        return len(self._metadata) - 1


def _info(kind: int, described: Summary.Value) -> TagInfo | None:
    """What a value of a kind says with some metadata; None where it says nothing."""
    value = Summary.Value(metadata=described.metadata)
    if KINDS[kind] == "tensor":
        value.tensor.SetInParent()
    else:
        setattr(value, KINDS[kind], b"")
    return events.info(value)
