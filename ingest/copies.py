"""What copies are: files that give what another file gives first, or gave before.

`scp`, `cp` and the like empty a file before they write it. Until such a copy has come as far as what was read
before, or nothing comes any more, what was read before is what the file holds. Others leave copies beside a
file (Dropbox where two computers disagree, people before they try something): they have nothing of their own.
"""

from __future__ import annotations

from collections import Counter
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

MOST = 50
"""Files of a run that begin at the same time; more have a clock that stands still, and are no copies."""

_Compared = dict[tuple[str, int, str, int], tuple[int, int, bool]]
"""Of two files and their generations: how far they were read when they were compared, and what came of it."""

_Table = tuple["Ints", "Ints", "tuple[NDArray[Any], ...]"]
"""Rows by tag: the tags, ascending, where the rows of each begin and the last ones end, and the columns."""


def may_still_come(file: FileStat, now_ns: int) -> bool:
    """Whether somebody may still be writing; a clock elsewhere may be a little ahead of ours."""
    return abs(now_ns - file.mtime_ns) < PATIENCE_NS


class Copies:
    """Which files of one run have nothing of their own; remembers what it compared."""

    def __init__(self) -> None:
        self._compared: _Compared = {}

    def among(self, parts: tuple[FileData, ...]) -> frozenset[str]:
        """The paths of files that hold but the beginning of another; quick where no two begin at one time."""
        doubtful = _alike(parts) if len(parts) > 1 else []
        if not doubtful:
            return _NO_COPIES
        before, self._compared = self._compared, {}
        longest_first = sorted(doubtful, key=lambda part: (-part.status.offset, len(part.status.path)))
        return frozenset(
            part.status.path
            for i, part in enumerate(longest_first)
            if any(self._is_copy(part, other, before) for other in longest_first[:i])
        )

    def _is_copy(self, part: FileData, other: FileData, before: _Compared) -> bool:
        """What was found ``before`` holds until one of them grows; a copy is one however the other does."""
        key = part.status.path, part.generation, other.status.path, other.generation
        mine, theirs = part.status.offset, other.status.offset
        now = before.get(key)
        if now is None or now[0] != mine or (now[1] != theirs and not now[2]):
            now = mine, theirs, is_beginning(part, other)
        self._compared[key] = now
        return now[2]


def _alike(parts: tuple[FileData, ...]) -> list[FileData]:
    """The files that begin at the same time as another."""
    times = Counter([part.start_time for part in parts])
    return [part for part in parts if part.start_time is not None and 1 < times[part.start_time] <= MOST]


def is_beginning(now: FileData, before: FileData) -> bool:
    """Whether all that a file gives now is what it gave first before, tag by tag."""
    if now.start_time is None:
        return True
    return (
        now.start_time == before.start_time
        and _begin_at_once(now, before)
        and _starts(now) == _starts(before)[: len(now.starts)]
        and _begins_alike(_scalars(now), _scalars(before))
        and _begins_alike(_samples(now), _samples(before))
    )


def _begin_at_once(now: FileData, before: FileData) -> bool:
    """Whether one of the tags begins at the same time in both, which tells most others apart quickly."""
    if not now.blocks:
        return True
    block = now.blocks[0]
    theirs = columns.of_tag(before.blocks, int(block.tag_ids[0]))
    return bool(theirs) and bool(theirs[0].wall_times[0] == block.points.wall_times[0])


def _starts(data: FileData) -> list[tuple[int, float, int]]:
    return [(start.step, start.wall_time, start.offset) for start in data.starts]


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
_NO_COPIES: frozenset[str] = frozenset()
