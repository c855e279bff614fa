"""One event file to columns: the common events by the fast path, the rest one by one.

Owns what grows while a file is read and hands out immutable FileData. The first event that says which
plugin a tag belongs to decides for the whole run; a value that contradicts it is counted, not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingest import columns, events
from ingest.columns import Points
from ingest.event_file import EventFile
from ingest.fast_path import REFUSED, FastPath
from ingest.logdir import open_file
from ingest.store import FileData, FileState, TagInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ingest.event_file import Block
    from ingest.events import Scalar
    from ingest.fast_path import Introduction
    from ingest.logdir import FileStat
    from ingest.store import State

SCALARS = "scalars"
CONTRADICTION = "a tag holds scalars and something else; what its first event said counts"


@dataclass(slots=True)
class _Slow:
    """What the slow path found in a block, each with the row of its frame."""

    scalars: list[tuple[int, Scalar]] = field(default_factory=list)
    infos: list[tuple[int, str, TagInfo | None]] = field(default_factory=list)


class FileLoader:
    """Reads one file on, step by step. ``infos`` is the run's: what its tags are, by their first events."""

    def __init__(self, path: str, infos: dict[str, TagInfo]) -> None:
        self._file = EventFile(path)
        self._infos = infos
        self._generation = 0
        self._unreadable: str | None = None
        self._restart()

    @property
    def offset(self) -> int:
        """Bytes read so far."""
        return self._file.offset

    def is_current(self, found: FileStat) -> bool:
        """Whether it was read to its end and nothing happened to it since."""
        return self._file.is_current(found)

    def load(self) -> Iterator[int]:
        """Read to the end that the file has now; yields the bytes of each block after taking it in."""
        try:
            with open_file(self._file.path) as handle:
                if self._file.was_replaced(handle):
                    self._file.restart()
                    self._generation += 1
                    self._restart()
                before = self._file.offset
                for block in self._file.blocks(handle):
                    self._take(block)
                    yield self._file.offset - before
                    before = self._file.offset
        except OSError as error:
            self._unreadable = f"cannot be read: {error.strerror or error}"
            self._file.seen = None
        else:
            self._unreadable = None

    def data(self) -> FileData:
        """What the file has given so far."""
        return FileData(
            self._status(),
            self._shared_tags(),
            {tag: self._infos[tag] for tag in self._described},
            self._counts,
            self._blocks,
            self._start_time,
            self._generation,
        )

    def _restart(self) -> None:
        self._fast = FastPath(self._name)
        self._introduced: dict[str, int] = {}
        self._overruled: list[int] = []
        self._tags: dict[str, int] = {}
        self._published_tags: dict[str, int] = {}
        self._described: list[str] = []
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._blocks: tuple[columns.Block, ...] = ()
        self._start_time: float | None = None
        self._skipped = 0
        self._skip_reason: str | None = None

    def _status(self) -> FileState:
        file = self._file
        size = file.seen.size if file.seen else file.offset
        reason = file.problem or self._unreadable or self._skip_reason
        waiting = self._unreadable or file.offset < size
        state: State = "dead" if file.problem else "waiting" if waiting else "active"
        return FileState(file.path, size, file.offset, state, reason, self._skipped)

    def _shared_tags(self) -> dict[str, int]:
        """The tags as a mapping that no longer changes; the same one until there is a new tag."""
        if len(self._published_tags) != len(self._tags):
            self._published_tags = dict(self._tags)
        return self._published_tags

    def _take(self, block: Block) -> None:
        self._block = block
        self._introduced = {}
        found = self._fast.take(block.buffer, block.frames)
        slow = self._slow_path(block, found.rows)
        self._settle(slow)
        rows, ids, points = found.rows, found.tag_ids, found.points
        refused = (ids == REFUSED) | np.isin(ids, self._overruled)
        if refused.any():
            self._skip(int(refused.sum()), CONTRADICTION)
            rows, ids, points = rows[~refused], ids[~refused], _rows(points, ~refused)
        if slow.scalars:
            ids, points = self._with_slow(rows, ids, points, slow)
        self._append(ids, points)

    def _name(self, first: Introduction) -> int | None:
        """The number of a tag that the fast path meets for the first time."""
        try:
            tag = events.text(first.tag)
        except events.Damaged as damage:
            self._skip(0, str(damage))
            return REFUSED
        if tag not in self._infos:
            if first.is_tensor and not first.is_described:
                return None
            self._infos[tag] = self._described_by(first.row) if first.is_described else TagInfo()
            self._introduced[tag] = first.row
        return self._id(tag) if self._infos[tag].plugin == SCALARS else REFUSED

    def _described_by(self, row: int) -> TagInfo:
        event = events.parse(self._block, row)
        return events.info(event.summary.value[0]) or TagInfo()

    def _slow_path(self, block: Block, fast_rows: NDArray[np.int64]) -> _Slow:
        slow = _Slow()
        rest = np.ones(len(block.frames.starts), np.bool_)
        rest[fast_rows] = False
        if self._start_time is None and len(rest):
            self._start_time = _first_wall_time(block)
        for row in np.flatnonzero(rest).tolist():
            try:
                for value in events.values(events.parse(block, row)):
                    slow.infos.append((row, value.tag, value.info))
                    if value.scalar:
                        slow.scalars.append((row, value.scalar))
            except events.Damaged as damage:
                self._skip(1, str(damage))
        return slow

    def _settle(self, slow: _Slow) -> None:
        """Let the first event of each tag decide, also where the slow path met it before the fast one did."""
        self._overruled = []
        for row, tag, info in slow.infos:
            if info is None or row > self._introduced.get(tag, row if tag not in self._infos else -1):
                continue
            self._infos[tag] = info
            self._introduced[tag] = row
            if info.plugin != SCALARS and tag in self._tags:
                self._overruled.append(self._tags[tag])
                self._fast.refuse(self._tags[tag])
        odd = sum(info is not None and info.plugin != self._plugin(tag) for _, tag, info in slow.infos)
        if odd:
            self._skip(odd, CONTRADICTION)

    def _with_slow(
        self, rows: NDArray[np.int64], ids: NDArray[np.int64], points: Points, slow: _Slow
    ) -> tuple[NDArray[np.int64], Points]:
        """The fast and the slow points together, in file order."""
        mine = [item for item in slow.scalars if self._plugin(item[1].tag) == SCALARS]
        if not mine:
            return ids, points
        single = all(scalar.single for _, scalar in mine)
        more = Points(
            np.array([scalar.step for _, scalar in mine], np.int64),
            np.array([scalar.wall_time for _, scalar in mine], np.float64),
            np.array([scalar.value for _, scalar in mine], np.float32 if single else np.float64),
        )
        order = np.argsort(np.concatenate([rows, [row for row, _ in mine]]), kind="stable")
        all_ids = np.concatenate([ids, [self._id(scalar.tag) for _, scalar in mine]])
        both = columns.concatenate([points, more]) if len(ids) else more
        return all_ids[order], _rows(both, order)

    def _plugin(self, tag: str) -> str:
        return self._infos[tag].plugin if tag in self._infos else ""

    def _append(self, ids: NDArray[np.int64], points: Points) -> None:
        if not len(ids):
            return
        self._blocks = columns.append(self._blocks, columns.block_from_points(ids, points))
        counts = np.bincount(ids, minlength=len(self._tags))
        counts[: len(self._counts)] += self._counts
        self._counts = counts

    def _id(self, tag: str) -> int:
        if tag not in self._tags:
            self._tags[tag] = len(self._tags)
            if self._infos[tag] != TagInfo():
                self._described.append(tag)
        return self._tags[tag]

    def _skip(self, count: int, reason: str) -> None:
        self._skipped += count
        self._skip_reason = self._skip_reason or reason


def _rows(points: Points, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Points:
    return Points(points.steps[rows], points.wall_times[rows], points.values[rows])


def _first_wall_time(block: Block) -> float | None:
    """Wall time of the first event that has one; the runs are ordered by it."""
    for row in range(min(8, len(block.frames.starts))):
        try:
            time = events.parse(block, row).wall_time
        except events.Damaged:
            continue
        if np.isfinite(time) and time > 0:
            return float(time)
    return None
