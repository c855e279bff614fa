"""Append-only index of everything that is no scalar: which record of a file holds which sample of which tag.

A block holds the entries of one stretch of one event file, grouped by tag, as ``columns.Block`` holds its
points; nothing is decoded. An entry takes 36 bytes. Knows nothing of files, runs or tag names.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.distinct import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.columns import Floats, Ints


@dataclass(frozen=True, slots=True)
class Entries:
    """Samples of one tag, or of a stretch of a file: arrays of one length, read-only.

    ``steps`` int64[n], ``wall_times`` float64[n] in seconds since 1970; ``offsets`` int64[n] in the file
    and ``lengths`` int64[n] in bytes of the payload of the record; ``extents`` int32[n]: the first
    dimension of the tensor (1 where it has none), which for images and audio tells how many there are;
    -1 where only looking into the record tells.
    """

    steps: Ints
    wall_times: Floats
    offsets: Ints
    lengths: Ints
    extents: NDArray[np.int32]

    def __post_init__(self) -> None:
        for column in self.columns():
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.steps)

    def columns(self) -> tuple[NDArray[Any], ...]:
        """The arrays, in the order of the fields."""
        return self.steps, self.wall_times, self.offsets, self.lengths, self.extents

    def pick(self, rows: slice | NDArray[Any]) -> Entries:
        """Some of them."""
        return Entries(*(column[rows] for column in self.columns()))


DTYPES: tuple[type[Any], ...] = (np.int64, np.float64, np.int64, np.int64, np.int32)
"""Those of the columns."""

assert len(DTYPES) == len(fields(Entries))

EMPTY = Entries(*(np.empty(0, dtype) for dtype in DTYPES))


@dataclass(frozen=True, slots=True)
class IndexBlock:
    """Entries of several tags: ``tag_ids[i]`` (ascending) owns the rows ``bounds[i]:bounds[i + 1]``."""

    tag_ids: Ints
    bounds: Ints
    entries: Entries

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(array.nbytes for array in (self.tag_ids, self.bounds, *self.entries.columns()))

    def count(self, tag_id: int) -> int:
        """How many entries of one tag there are."""
        at = int(np.searchsorted(self.tag_ids, tag_id))
        present = at < len(self.tag_ids) and self.tag_ids[at] == tag_id
        return int(self.bounds[at + 1] - self.bounds[at]) if present else 0

    def of_tag(self, tag_id: int) -> Entries | None:
        """The rows of one tag as views, or None where it has none here."""
        at = int(np.searchsorted(self.tag_ids, tag_id))
        if at == len(self.tag_ids) or self.tag_ids[at] != tag_id:
            return None
        return self.entries.pick(slice(int(self.bounds[at]), int(self.bounds[at + 1])))


_FAN = 8


def block_of(tag_ids: NDArray[np.integer], entries: Entries) -> IndexBlock:
    """Group entries in file order by tag; within a tag the file order stays."""
    order = np.argsort(tag_ids, kind="stable")
    present, _, counts, _ = distinct(tag_ids[order])
    bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return IndexBlock(present.astype(np.int64), bounds, entries.pick(order))


def append(blocks: tuple[IndexBlock, ...], block: IndexBlock) -> tuple[IndexBlock, ...]:
    """The blocks with one more behind them; eight of about one size at the end become one."""
    if not len(block.entries):
        return blocks
    blocks = (*blocks, block)
    while len(blocks) >= _FAN and len(blocks[-_FAN].entries) < _FAN * len(blocks[-1].entries):
        blocks = (*blocks[:-_FAN], merge(blocks[-_FAN:]))
    return blocks


def merge(blocks: Sequence[IndexBlock]) -> IndexBlock:
    """One block with the entries of several, those of earlier blocks first within each tag."""
    owners = [np.repeat(block.tag_ids, np.diff(block.bounds)) for block in blocks]
    return block_of(np.concatenate(owners), concatenate([block.entries for block in blocks]))


def of_tag(blocks: Sequence[IndexBlock], tag_id: int) -> Entries:
    """The entries of one tag, in file order."""
    found = (block.of_tag(tag_id) for block in blocks)
    return concatenate([entries for entries in found if entries is not None])


def concatenate(parts: Sequence[Entries]) -> Entries:
    """Entries one after another."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return EMPTY
    columns = zip(*(part.columns() for part in parts), strict=True)
    return Entries(*(np.concatenate(column) for column in columns))


def count(blocks: Sequence[IndexBlock]) -> int:
    """How many entries there are in all."""
    return sum(len(block.entries) for block in blocks)
