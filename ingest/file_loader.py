"""One event file to columns: the common events by the fast path, the rest one by one.

Owns what grows while a file is read and hands out immutable FileData. The first event that says which
plugin a tag belongs to decides for the whole run; a value that contradicts it is counted, not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingest import columns, events, scalar_events
from ingest.columns import Points
from ingest.event_file import EventFile
from ingest.logdir import open_file
from ingest.store import FileData, FileState, TagInfo
from ingest.tag_table import TagTable, hashes, tag_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from ingest.event_file import Block
    from ingest.events import Scalar
    from ingest.logdir import FileStat
    from ingest.scalar_events import ScalarEvents

SCALARS = "scalars"
_REFUSED = -1
_UNKNOWN = TagInfo("")


@dataclass(slots=True)
class _Slow:
    """What the slow path found in a block."""

    rows: list[int] = field(default_factory=list)
    scalars: list[Scalar] = field(default_factory=list)
    infos: list[tuple[int, str, TagInfo]] = field(default_factory=list)


class FileLoader:
    """Reads one file on, step by step. ``infos`` is the run's: what its tags are, by their first events."""

    def __init__(self, path: str, infos: dict[str, TagInfo]) -> None:
        self._file = EventFile(path)
        self._infos = infos
        self._generation = 0
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
        self._table = TagTable()
        self._tags: dict[str, int] = {}
        self._published_tags: dict[str, int] = {}
        self._described: list[str] = []
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._blocks: tuple[columns.Block, ...] = ()
        self._start_time: float | None = None
        self._skipped = 0
        self._skip_reason: str | None = None
        self._unreadable: str | None = None

    def _status(self) -> FileState:
        file = self._file
        size = file.seen.size if file.seen else file.offset
        reason = file.problem or self._unreadable or self._skip_reason
        waiting = self._unreadable or file.offset < size
        state = "dead" if file.problem else "waiting" if waiting else "active"
        return FileState(file.path, size, file.offset, state, reason, self._skipped)

    def _shared_tags(self) -> dict[str, int]:
        """The tags as a mapping that no longer changes; the same one until there is a new tag."""
        if len(self._published_tags) != len(self._tags):
            self._published_tags = dict(self._tags)
        return self._published_tags

    def _take(self, block: Block) -> None:
        found = scalar_events.find(block.buffer, block.frames)
        slow = self._slow_path(block, found.rows)
        words = tag_words(block.buffer, found.tag_places, found.tag_lengths)
        self._name_tags(block, found, words, slow)
        ids, known = self._table.find(words, found.tag_lengths)
        points = Points(found.steps, found.wall_times, found.values)
        kept = known & (ids >= 0)
        if not kept.all():
            self._skip(len(kept) - int(kept.sum()), "a value contradicts its tag's first one")
            ids, points = ids[kept], _rows(points, kept)
        if slow.scalars:
            ids, points = self._with_slow(found.rows[kept], ids, points, slow)
        self._append(ids, points)

    def _slow_path(self, block: Block, fast_rows: NDArray[np.int64]) -> _Slow:
        slow = _Slow()
        rest = np.ones(len(block.frames.starts), np.bool_)
        rest[fast_rows] = False
        if self._start_time is None and len(rest):
            self._start_time = self._first_wall_time(block)
        for row in np.flatnonzero(rest).tolist():
            try:
                event = events.parse(block.buffer, int(block.frames.starts[row]), int(block.frames.lengths[row]))
                for value in events.values(event):
                    if value.info:
                        slow.infos.append((row, value.tag, value.info))
                    if value.scalar:
                        slow.rows.append(row)
                        slow.scalars.append(value.scalar)
            except events.Damaged as damage:
                self._skip(1, str(damage))
        return slow

    def _first_wall_time(self, block: Block) -> float | None:
        """Wall time of the first event that has one; the runs are ordered by it."""
        for start, length in zip(block.frames.starts[:8].tolist(), block.frames.lengths[:8].tolist(), strict=True):
            try:
                time = events.parse(block.buffer, start, length).wall_time
            except events.Damaged:
                continue
            if np.isfinite(time) and time > 0:
                return float(time)
        return None

    def _name_tags(self, block: Block, found: ScalarEvents, words: NDArray[np.uint64], slow: _Slow) -> None:
        """Give numbers to tags not met before, in the order in which the file first mentions them."""
        said = sorted(
            [*self._new_fast_tags(block, found, words), *((row, tag, info, None) for row, tag, info in slow.infos)],
            key=lambda item: item[0],
        )
        places, ids = [], []
        for _, tag, info, place in said:
            if tag and tag not in self._infos and info is not _UNKNOWN:
                self._infos[tag] = info
            plugin = self._infos[tag].plugin if tag in self._infos else ""
            if place is not None and (plugin or not tag):
                places.append(place)
                ids.append(self._id(tag) if plugin == SCALARS else _REFUSED)
        if places:
            self._table.add(words[:, places], found.tag_lengths[places], np.array(ids, np.int64))

    def _new_fast_tags(
        self, block: Block, found: ScalarEvents, words: NDArray[np.uint64]
    ) -> Iterable[tuple[int, str, TagInfo, int | None]]:
        """Row, tag, what its first telling event says, and place in ``found`` of each tag new to the table."""
        _, known = self._table.find(words, found.tag_lengths)
        telling = np.flatnonzero(~known & (~found.tensors | found.described))
        silent = np.flatnonzero(~known & found.tensors & ~found.described)
        for places in (telling, silent):
            if not len(places):
                continue
            _, first = np.unique(hashes(words[:, places], found.tag_lengths[places]), return_index=True)
            for place in places[np.sort(first)].tolist():
                tag, info = self._introduced(block, found, place)
                if info is not _UNKNOWN or tag in self._infos:
                    yield int(found.rows[place]), tag, info, place

    def _introduced(self, block: Block, found: ScalarEvents, place: int) -> tuple[str, TagInfo]:
        """A tag's text (empty where it is not UTF-8) and what its event says of it."""
        start, length = int(found.tag_places[place]), int(found.tag_lengths[place])
        try:
            tag = events.text(block.buffer[start : start + length].tobytes())
        except events.Damaged as damage:
            self._skip(0, str(damage))
            return "", TagInfo(SCALARS)
        if not found.described[place]:
            return tag, _UNKNOWN if found.tensors[place] else TagInfo(SCALARS)
        row = int(found.rows[place])
        event = events.parse(block.buffer, int(block.frames.starts[row]), int(block.frames.lengths[row]))
        return tag, events.info(event.summary.value[0]) or TagInfo(SCALARS)

    def _with_slow(
        self, rows: NDArray[np.int64], ids: NDArray[np.int64], points: Points, slow: _Slow
    ) -> tuple[NDArray[np.int64], Points]:
        """The fast and the slow points together, in file order."""
        mine = [
            (row, scalar)
            for row, scalar in zip(slow.rows, slow.scalars, strict=True)
            if self._infos.get(scalar.tag, _UNKNOWN).plugin == SCALARS
        ]
        self._skip(
            sum(scalar.tag in self._infos for scalar in slow.scalars) - len(mine),
            "a value contradicts its tag's first one",
        )
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
        return all_ids[order], _rows(columns.concatenate([points, more]), order)

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
