"""A file of many items: each has a few facts and named arrays. Written in one go, read without copying.

Format, all little-endian: the arrays, each at a multiple of eight bytes, and those that are equal only once;
a table, int64 a cell, one row an item: the bytes that it added, where its arrays begin and how many numbers
they have; the header as JSON, with the facts and the CRC-32C of each page of the arrays; a trailer with the
sizes and the CRC-32C of table and header. So a file that was cut off anywhere has no trailer, and damage is
found before anything is believed. Knows nothing of event files.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import google_crc32c
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ingest.records import Bytes

    _Kind = tuple[str, np.dtype[Any]]
    _Span = tuple[_Kind, int, int]
    _Columns = tuple[NDArray[np.int64], list[_Kind]]

FORMAT = 3
"""Changes with the layout of the file."""

PAGE = 1 << 21
"""Bytes with a checksum of their own."""

_TRAILER = struct.Struct("<QQI4x8s")
_MAGIC = b"TBpack\r\n"


class Damaged(Exception):
    """Not a pack, or not any more. The message says what is wrong."""


_NOTHING = np.empty(0, np.uint8)


class Item(NamedTuple):
    """``facts`` are anything that JSON can say; ``arrays`` are one-dimensional, absent ones are empty."""

    facts: Any
    arrays: Mapping[str, NDArray[Any]]


class Writer:
    """Writes one pack; ``kinds`` are the dtypes of the arrays by name, such as ``<i8``, ``shared`` the names
    of those that are often equal to another item's.
    """

    def __init__(self, out: BinaryIO, kinds: Mapping[str, str], shared: Collection[str] = ()) -> None:
        self._out = out
        self._kinds = dict(kinds)
        self._shared = shared
        self._facts: list[Any] = []
        self._table: list[list[int]] = []
        self._places: dict[bytes, int] = {}
        self._pages: list[int] = []
        self._at = self._crc = 0

    def add(self, item: Item) -> int:
        """One more item; returns the bytes that it adds."""
        before = self._at
        begins, sizes = [], []
        for name, kind in self._kinds.items():
            array = item.arrays.get(name)
            content = np.ascontiguousarray(array, kind) if array is not None else _NOTHING
            sizes.append(len(content))
            begins.append(self._place_of(name, kind, content.view(np.uint8)) if len(content) else 0)
        self._table.append([self._at - before, *begins, *sizes])
        self._facts.append(item.facts)
        return self._at - before

    def finish(self, head: Mapping[str, Any]) -> int:
        """Everything behind the last item; returns the size of the whole file in bytes."""
        pages = [*self._pages, self._crc]
        shared = [name for name in self._kinds if name in self._shared]
        known = {"format": FORMAT, "page": PAGE, "pages": pages, "kinds": self._kinds, "shared": shared}
        header = {**known, **head}
        text = json.dumps({**header, "facts": self._facts}, separators=(",", ":")).encode()
        table = np.array(self._table, "<i8").tobytes()
        trailer = _TRAILER.pack(len(table), len(text), google_crc32c.value(table + text), _MAGIC)
        self._out.write(table + text + trailer)
        return self._at + len(table) + len(text) + _TRAILER.size

    def _place_of(self, name: str, kind: str, content: Bytes) -> int:
        """Where an array begins; it is written unless one that is equal was."""
        shared = name in self._shared
        key = blake2b(content.data, digest_size=16, key=kind.encode()).digest() if shared else b""
        known = self._places.get(key)
        if known is not None:
            return known
        place = self._at
        if shared:
            self._places[key] = place
        self._put(content)
        self._put(np.zeros(-len(content) % 8, np.uint8))
        return place

    def _put(self, content: Bytes) -> None:
        self._out.write(content.data)
        while len(content):
            part = content[: PAGE - self._at % PAGE]
            self._crc = google_crc32c.extend(self._crc, part)
            self._at += len(part)
            if self._at % PAGE == 0:
                self._pages.append(self._crc)
                self._crc = 0
            content = content[len(part) :]


class Pack:
    """A pack that was written before. Its arrays are views of ``content``, read-only.

    ``sound``: whether its arrays are known to be what was written and need not be compared.
    """

    def __init__(self, content: Bytes, *, sound: bool = False) -> None:
        table, text = _checked(content)
        self.head = json.loads(text)
        if self.head["format"] != FORMAT:
            raise Damaged(f"format {self.head['format']}, not {FORMAT}")
        self.facts: Sequence[Any] = self.head.pop("facts")
        kinds = [(name, np.dtype(kind)) for name, kind in self.head["kinds"].items()]
        cells = table.view("<i8").reshape(len(self.facts), 1 + 2 * len(kinds))
        self._sizes: list[int] = cells[:, 0].tolist()
        shared, own = _split(cells[:, 1:], kinds, self.head["shared"])
        self._shared = _rows(shared[0])
        rows = {row: index for index, row in enumerate(self._shared)}
        some = shared[0][np.fromiter(rows.values(), np.int64)]
        self._shared_spans = dict(zip(rows, _spans(some, shared[1]), strict=True))
        self._spans = _spans(*own)
        end = len(content) - _TRAILER.size - len(text) - len(table)
        self._pages = _Pages(content[:end], self.head)
        self._is_sound = sound
        self._sets: dict[bytes, dict[str, NDArray[Any]]] = {}
        self._known: dict[int, NDArray[Any]] = {}
        self._content = content

    @property
    def nbytes(self) -> int:
        """The size of the whole file."""
        return len(self._content)

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return sum(self._sizes)

    def size_of(self, index: int) -> int:
        """Bytes of arrays that an item added."""
        return self._sizes[index]

    def shared(self, index: int) -> bytes:
        """The same for items that have the same shared arrays."""
        return self._shared[index]

    def arrays(self, index: int) -> dict[str, NDArray[Any]]:
        """Those of an item, their bytes checked; arrays that items share are the same ones."""
        row = self._shared[index]
        shared = self._sets.get(row)
        if shared is None:
            spans = self._shared_spans[row]
            shared = self._sets[row] = {name: self._once(kind, *span) for (name, kind), *span in spans}
        arrays = shared.copy()
        for (name, kind), at, size in self._spans[index]:
            arrays[name] = self._array(kind, at, size)
        return arrays

    def _once(self, kind: np.dtype[Any], at: int, size: int) -> NDArray[Any]:
        """The same array for the same place."""
        if at not in self._known:
            self._known[at] = self._array(kind, at, size)
        return self._known[at]

    def _array(self, kind: np.dtype[Any], at: int, size: int) -> NDArray[Any]:
        if not self._is_sound:
            self._pages.check(at, at + size * kind.itemsize)
        return np.ndarray(size, kind, self._content, at)


def _split(
    table: NDArray[np.int64], kinds: Sequence[_Kind], names: Collection[str]
) -> tuple[_Columns, _Columns]:
    """The columns of some kinds of arrays, with the kinds, and those of the others."""
    chosen = np.array([name in names for name, _ in kinds], np.bool_)
    both = np.concatenate([chosen, chosen])
    others = [kind for kind in kinds if kind[0] not in names]
    return (table[:, both], [kind for kind in kinds if kind[0] in names]), (table[:, ~both], others)


def _spans(table: NDArray[np.int64], kinds: Sequence[_Kind]) -> list[list[_Span]]:
    """The arrays that each item has: what they are, where they begin and how many numbers they have."""
    begins, sizes = np.hsplit(table, 2)
    items, which = np.nonzero(sizes)
    ends = np.searchsorted(items, np.arange(len(table) + 1)).tolist()
    found = [kinds[kind] for kind in which.tolist()]
    places = begins[items, which].tolist(), sizes[items, which].tolist()
    spans = list(zip(found, *places, strict=True))
    return [spans[begin:end] for begin, end in pairwise(ends)]


def _rows(table: NDArray[np.int64]) -> list[bytes]:
    """The rows of a table as bytes."""
    content, width = table.tobytes(), table.shape[1] * table.itemsize
    return [content[at * width : (at + 1) * width] for at in range(len(table))]


class _Pages:
    """Compares each page with its checksum when something in it is wanted first."""

    def __init__(self, content: Bytes, head: Mapping[str, Any]) -> None:
        self._content = content
        self._size: int = head["page"]
        self._wanted: list[int] = head["pages"]
        self._good = bytearray(len(self._wanted))

    def check(self, begin: int, end: int) -> None:
        """``Damaged`` where one of these bytes may not be what was written."""
        pages = slice(begin // self._size, -(-end // self._size))
        if all(self._good[pages]):
            return
        for page in range(pages.start, pages.stop):
            if not self._good[page]:
                stretch = self._content[page * self._size : (page + 1) * self._size]
                if google_crc32c.value(stretch) != self._wanted[page]:
                    raise Damaged(f"page {page} is not what was written")
                self._good[page] = 1


def read(path: Path, *, mapped: bool, sound_at: int | None = None) -> Pack:
    """A pack on disk: ``mapped`` into memory, which wants a file that nobody cuts short, or copied.

    ``sound_at``: the time stamp (ns) that it has if it still is what was written.
    """
    with path.open("rb") as file:
        sound = os.fstat(file.fileno()).st_mtime_ns == sound_at
        if not mapped:
            content = np.fromfile(file, np.uint8)
            content.flags.writeable = False
            return Pack(content, sound=sound)
        if not os.fstat(file.fileno()).st_size:
            raise Damaged("it is empty")
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return Pack(np.frombuffer(mapping, np.uint8), sound=sound)


def _checked(content: Bytes) -> tuple[Bytes, str]:
    """Table and header."""
    end = len(content) - _TRAILER.size
    if end < 0:
        raise Damaged("it is too short")
    *sizes, crc, magic = _TRAILER.unpack(content[end:].tobytes())
    if magic != _MAGIC or sum(sizes) > end:
        raise Damaged("its end is missing")
    both = content[end - sum(sizes) : end]
    if google_crc32c.value(both) != crc:
        raise Damaged("its header is not what was written")
    return both[: sizes[0]], str(both[sizes[0] :].data, "utf-8")
