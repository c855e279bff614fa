"""Records of one file to columns: by their beat where they repeat, by their keys where they are common,
one by one where they are neither.

Owns what grows while a file is read. The first event that says which plugin a tag belongs to decides
for the whole run; a value that contradicts it is counted, not shown. Knows nothing of files on disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ingest import beat_learning, columns, events
from ingest.columns import Points
from ingest.event_file import Stop
from ingest.fast_path import REFUSED, FastPath
from ingest.records import scan
from ingest.store import TagInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.beat import Beat, Beats
    from ingest.events import Scalar
    from ingest.fast_path import Found, Introduction
    from ingest.records import Bytes, Frames

SCALARS = "scalars"
CONTRADICTION = "a tag holds scalars and something else; what its first event said counts"

_FIRST_STRETCH = 1 << 12
"""Bytes decoded record by record before a beat is looked for; more where there was none."""

_FEW = 32
"""Fewer records in a row are no beat: decoding them one by one costs less than trying."""

_PAYS = 1 << 10
"""A beat that went on for so many records was worth looking for."""


class Block(NamedTuple):
    """Records of a stretch, and the buffer they lie in."""

    buffer: Bytes
    frames: Frames


@dataclass(slots=True)
class _Slow:
    """What the slow path found in a block, each with the row of its frame."""

    scalars: list[tuple[int, Scalar]] = field(default_factory=list)
    infos: list[tuple[int, str, TagInfo | None]] = field(default_factory=list)


class Decoder:
    """What one file has given so far. ``infos`` is the run's, ``beats`` everybody's; both are added to."""

    def __init__(self, infos: dict[str, TagInfo], beats: Beats) -> None:
        self.tags: dict[str, int] = {}
        self.described: list[str] = []
        self.counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self.blocks: tuple[columns.Block, ...] = ()
        self.start_time: float | None = None
        self.skipped = 0
        self.skip_reason: str | None = None
        self._infos = infos
        self._beats = beats
        self._fast = FastPath(self._name)
        self._introduced: dict[str, int] = {}
        self._overruled: list[int] = []
        self._stretch = _FIRST_STRETCH

    def take(self, buffer: Bytes, filled: int) -> Stop:
        """Take in the whole records among the first ``filled`` bytes of ``buffer``."""
        at = 0
        while True:
            at = self._take_beats(buffer, at, filled)
            until = min(filled, at + self._stretch)
            frames = scan(buffer[:until], at)
            if len(frames.starts):
                self._take_frames(Block(buffer, frames))
            at = frames.end
            if frames.damaged or until == filled:
                return Stop(at, frames.damaged, frames.wanted)
            self._stretch = max(2 * self._stretch, 2 * frames.wanted)

    def _take_beats(self, buffer: Bytes, at: int, filled: int) -> int:
        """Take in what repeats a known pattern; returns where it ends."""
        going = True
        while going:
            going = False
            for beat in self._beats.at(buffer[at:filled]):
                count = beat.count(buffer[at:filled])
                if count * len(beat.tags) >= _FEW and self._is_welcome(beat):
                    self._take_beat(beat, buffer, at, count)
                    at += count * beat.size
                    going = True
                    break
        return at

    def _is_welcome(self, beat: Beat) -> bool:
        """Whether all its tags are scalars here, or its records say so."""
        said = (self._infos.get(tag, info) for tag, info in zip(beat.tags, beat.infos, strict=True))
        return all(info is not None and info.plugin == SCALARS for info in said)

    def _take_beat(self, beat: Beat, buffer: Bytes, at: int, count: int) -> None:
        for tag, info in zip(beat.tags, beat.infos, strict=True):
            if tag not in self._infos and info is not None:
                self._infos[tag] = info
        steps, wall_times, values = beat.read(buffer, at, count)
        if self.start_time is None:
            self.start_time = _usable(float(wall_times[0, 0]))
        ids = np.array([self._id(tag) for tag in beat.tags])
        self._append(columns.block_from_columns(ids, steps, wall_times, values))
        if count * len(ids) > _PAYS:
            self._stretch = _FIRST_STRETCH

    def _take_frames(self, block: Block) -> None:
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
        self._append(columns.block_from_points(ids, points))
        if not slow.scalars and not refused.any():
            self._learn(block, found)

    def _learn(self, block: Block, found: Found) -> None:
        names = list(self.tags)
        beat = beat_learning.learn(
            block.buffer, block.frames, found, names, [self._infos[tag] for tag in names]
        )
        if beat is not None:
            self._beats.add(beat)

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
        if self.start_time is None and len(rest):
            self.start_time = _first_wall_time(block)
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
            if info.plugin != SCALARS and tag in self.tags:
                self._overruled.append(self.tags[tag])
                self._fast.refuse(self.tags[tag])
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
        values = np.array([scalar.value for _, scalar in mine], np.float64)
        single = all(scalar.single for _, scalar in mine)
        more = Points(
            np.array([scalar.step for _, scalar in mine], np.int64),
            np.array([scalar.wall_time for _, scalar in mine], np.float64),
            values.astype(np.float32) if single else values,
        )
        order = np.argsort(np.concatenate([rows, [row for row, _ in mine]]), kind="stable")
        all_ids = np.concatenate([ids, [self._id(scalar.tag) for _, scalar in mine]])
        both = columns.concatenate([points, more]) if len(ids) else more
        return all_ids[order], _rows(both, order)

    def _plugin(self, tag: str) -> str:
        return self._infos[tag].plugin if tag in self._infos else ""

    def _append(self, block: columns.Block) -> None:
        if not len(block.points):
            return
        self.blocks = columns.append(self.blocks, block)
        counts = np.zeros(len(self.tags), np.int64)
        counts[: len(self.counts)] = self.counts
        counts[block.tag_ids] += np.diff(block.bounds)
        self.counts = counts

    def _id(self, tag: str) -> int:
        if tag not in self.tags:
            self.tags[tag] = len(self.tags)
            if self._infos[tag] != TagInfo():
                self.described.append(tag)
        return self.tags[tag]

    def _skip(self, count: int, reason: str) -> None:
        self.skipped += count
        self.skip_reason = self.skip_reason or reason


def _rows(points: Points, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Points:
    return Points(points.steps[rows], points.wall_times[rows], points.values[rows])


def _first_wall_time(block: Block) -> float | None:
    """Wall time of the first event that has one; the runs are ordered by it."""
    for row in range(min(8, len(block.frames.starts))):
        try:
            time = _usable(events.parse(block, row).wall_time)
        except events.Damaged:
            continue
        if time is not None:
            return time
    return None


def _usable(time: float) -> float | None:
    return float(time) if np.isfinite(time) and time > 0 else None
