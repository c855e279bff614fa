"""A file of many items: each has a few facts and named arrays. Written in one go, read without copying.

Format, all little-endian: the arrays, item after item, each at a multiple of eight bytes; a table, int64 a
cell, one row an item: where it begins and ends, the CRC-32C of those bytes, and how many numbers each array
has; the header as JSON, with the facts; a trailer with the sizes and the CRC-32C of table and header. So a
file that was cut off anywhere has no trailer, and damage is found before anything is believed. Knows nothing
of event files.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import google_crc32c
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ingest.records import Bytes

FORMAT = 1
"""Changes with the layout of the file."""

_TRAILER = struct.Struct("<QQI4x8s")
_MAGIC = b"TBpack\r\n"
_FIXED = 3
"""Columns of the table in front of the arrays' sizes."""


class Damaged(Exception):
    """Not a pack, or not any more. The message says what is wrong."""


class Item(NamedTuple):
    """``facts`` are anything that JSON can say; ``arrays`` are one-dimensional, absent ones are empty."""

    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


class Writer:
    """Writes one pack; ``kinds`` are the dtypes of the arrays by name, such as ``<i8``."""

    def __init__(self, out: BinaryIO, kinds: Mapping[str, str]) -> None:
        self._out = out
        self._kinds = dict(kinds)
        self._facts: list[Mapping[str, Any]] = []
        self._table: list[list[int]] = []
        self._at = 0

    def add(self, item: Item) -> int:
        """One more item; returns the bytes it takes."""
        begin, crc, sizes = self._at, 0, []
        for name, kind in self._kinds.items():
            array = item.arrays.get(name)
            sizes.append(0 if array is None else len(array))
            if sizes[-1]:
                crc = self._put(np.ascontiguousarray(array, kind).view(np.uint8), crc)
        self._table.append([begin, self._at, crc, *sizes])
        self._facts.append(item.facts)
        return self._at - begin

    def finish(self, head: Mapping[str, Any]) -> int:
        """Everything behind the last item; returns the size of the whole file in bytes."""
        header = {"format": FORMAT, "kinds": self._kinds, **head, "facts": self._facts}
        text = json.dumps(header, separators=(",", ":")).encode()
        table = np.array(self._table, "<i8").tobytes()
        trailer = _TRAILER.pack(len(table), len(text), google_crc32c.value(table + text), _MAGIC)
        self._out.write(table + text + trailer)
        return self._at + len(table) + len(text) + _TRAILER.size

    def _put(self, content: Bytes, crc: int) -> int:
        padding = bytes(-len(content) % 8)
        self._out.write(content.data)
        self._out.write(padding)
        self._at += len(content) + len(padding)
        return int(google_crc32c.extend(google_crc32c.extend(crc, content), padding))


class Pack:
    """A pack that was written before. Its arrays are views of ``content``, read-only."""

    def __init__(self, content: Bytes) -> None:
        table, text = _checked(content)
        self.head = json.loads(text)
        if self.head["format"] != FORMAT:
            raise Damaged(f"format {self.head['format']}, not {FORMAT}")
        self.facts: Sequence[Mapping[str, Any]] = self.head.pop("facts")
        kinds = [(name, np.dtype(kind)) for name, kind in self.head["kinds"].items()]
        rows = np.frombuffer(table, "<i8").reshape(len(self.facts), _FIXED + len(kinds))
        widths = np.array([kind.itemsize for _, kind in kinds], np.int64)
        spans = (rows[:, _FIXED:] * widths + 7) // 8 * 8
        self._spans: list[tuple[int, int, int]] = rows[:, :_FIXED].tolist()
        begins = rows[:, :1] + np.cumsum(spans, axis=1) - spans
        self._arrays = _present(kinds, rows[:, _FIXED:], begins)
        self._content = content

    @property
    def nbytes(self) -> int:
        """The size of the whole file."""
        return len(self._content)

    def size_of(self, index: int) -> int:
        """Bytes of an item's arrays."""
        begin, end, _ = self._spans[index]
        return end - begin

    def item(self, index: int) -> Item:
        """An item, its bytes checked."""
        begin, end, crc = self._spans[index]
        content = self._content[begin:end]
        if len(content) != end - begin or google_crc32c.value(content) != crc:
            raise Damaged(f"bytes {begin:,} to {end:,} are not what was written")
        whole = self._content
        arrays = {name: np.ndarray(size, kind, whole, at) for name, kind, size, at in self._arrays[index]}
        return Item(self.facts[index], arrays)


def _present(
    kinds: list[tuple[str, np.dtype[Any]]], sizes: NDArray[np.int64], begins: NDArray[np.int64]
) -> list[list[tuple[str, np.dtype[Any], int, int]]]:
    """Of each item the arrays that are not empty: name, dtype, how many numbers, and where they begin."""
    found: list[list[tuple[str, np.dtype[Any], int, int]]] = [[] for _ in sizes]
    rows, places = np.nonzero(sizes)
    picked = rows.tolist(), places.tolist(), sizes[rows, places].tolist(), begins[rows, places].tolist()
    for row, place, size, begin in zip(*picked, strict=True):
        found[row].append((*kinds[place], size, begin))
    return found


def read(path: Path, *, mapped: bool) -> Pack:
    """A pack on disk: ``mapped`` into memory, which wants a file that nobody cuts short, or copied."""
    with path.open("rb") as file:
        if not mapped:
            content = np.fromfile(file, np.uint8)
            content.flags.writeable = False
            return Pack(content)
        if not os.fstat(file.fileno()).st_size:
            raise Damaged("it is empty")
        return Pack(np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8))


def _checked(content: Bytes) -> tuple[bytes, bytes]:
    """Table and header."""
    end = len(content) - _TRAILER.size
    if end < 0:
        raise Damaged("it is too short")
    *sizes, crc, magic = _TRAILER.unpack(content[end:].tobytes())
    if magic != _MAGIC or sum(sizes) > end:
        raise Damaged("its end is missing")
    both = content[end - sum(sizes) : end].tobytes()
    if google_crc32c.value(both) != crc:
        raise Damaged("its header is not what was written")
    return both[: sizes[0]], both[sizes[0] :]
