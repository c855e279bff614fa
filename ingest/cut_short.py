"""A file that became shorter and begins as it did: most likely a copy of it, half written into its place.

`scp`, `cp` and the like empty a file before they write it. Until such a copy has come as far as what was read
before, or nothing comes any more, what was read before is what the file holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ingest import columns, index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.columns import Ints
    from ingest.storage import FileStat
    from ingest.store import FileData

PATIENCE_NS = 10 * 10**9
"""How long after the last change more is to be expected of a file."""

_Table = tuple["Ints", "Ints", "tuple[NDArray[Any], ...]"]
"""Rows by tag: the tags, ascending, where the rows of each begin and the last ones end, and the columns."""


def may_still_come(file: FileStat, now_ns: int) -> bool:
    """Whether somebody may still be writing; a clock elsewhere may be a little ahead of ours."""
    return abs(now_ns - file.mtime_ns) < PATIENCE_NS


def is_beginning(now: FileData, before: FileData) -> bool:
    """Whether all that a file gives now is what it gave first before, tag by tag."""
    if now.start_time is None:
        return True
    return (
        now.start_time == before.start_time
        and _begins_alike(_scalars(now), _scalars(before))
        and _begins_alike(_samples(now), _samples(before))
    )


def _begins_alike(now: _Table, before: _Table) -> bool:
    tags, bounds, mine = now
    all_tags, all_bounds, theirs = before
    at = np.searchsorted(all_tags, tags)
    if not np.isin(tags, all_tags).all() or (np.diff(bounds) > np.diff(all_bounds)[at]).any():
        return False
    rows = np.arange(bounds[-1]) + np.repeat(all_bounds[at] - bounds[:-1], np.diff(bounds))
    return all(
        np.array_equal(column, other[rows], equal_nan=True)
        for column, other in zip(mine, theirs, strict=True)
    )


def _scalars(data: FileData) -> _Table:
    block = columns.merge(data.blocks) if data.blocks else columns.block_from_points(_NONE, columns.EMPTY)
    return block.tag_ids, block.bounds, (block.points.steps, block.points.wall_times, block.points.values)


def _samples(data: FileData) -> _Table:
    block = index.merge(data.index_blocks) if data.index_blocks else index.block_of(_NONE, index.EMPTY)
    return block.tag_ids, block.bounds, block.entries.columns()


_NONE: Ints = np.empty(0, np.int64)
