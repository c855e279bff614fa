"""Records of one file to columns and an index: by their beat where they repeat, by their keys where they
are common, one by one where they are neither.

Owns what grows while a file is read. The first event that says which plugin a tag belongs to decides
for the whole run; a value that contradicts it is counted, not shown. Knows nothing of files on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ingest import (
    beat_learning,
    checksums,
    columns,
    events,
    fast_path,
    index,
    indexing,
    names,
    sample_events,
    thinning,
)
from ingest.block import Block
from ingest.columns import Points
from ingest.distinct import distinct
from ingest.event_file import Stop
from ingest.indexing import Sampled
from ingest.key_table import UNKNOWN
from ingest.records import scan
from ingest.restarts import Start
from ingest.sampling import ALL
from ingest.scalar_events import VALUE_SIZE, WALL_TIME, WALL_TIME_SIZE
from ingest.scalar_events import numbers as numbers_at
from ingest.slow_path import Slow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.beat import Beat
    from ingest.events import Scalar
    from ingest.fast_path import Found
    from ingest.library import Library
    from ingest.proto.event_pb2 import Event
    from ingest.records import Bytes, Offsets
    from ingest.run_tags import RunTags
    from ingest.sampling import Sampling
    from ingest.slow_path import Loose
    from ingest.store import FileData, TagInfo

CONTRADICTION = "a tag holds scalars and something else; what its first event said counts"

NO_SCALAR = "a value of a tag of scalars is not a single number"

_NONE: Offsets = np.empty(0, np.int64)

_FIRST_STRETCH, _SECOND_STRETCH = 1 << 6, 1 << 14
"""Bytes decoded record by record before a beat is looked for; more where there was none."""

_GROWTH = 8

_FEW = 8
"""So few records are quicker decoded one by one."""

_SPARE = 2
"""How many times what it keeps a file may have before it is thinned."""

_PAYS = 1 << 10
"""A beat that went on for so many records was worth looking for."""


class Decoder:
    """What one file has given so far. ``tags`` are the run's, ``library`` everybody's; both are added to.

    ``checks``: whether every payload is compared with its checksum.
    """

    def __init__(
        self, tags: RunTags, library: Library, sampling: Sampling = ALL, *, checks: bool = False
    ) -> None:
        self.tag_ids: Offsets = np.empty(0, np.int64)
        self.counts: Offsets = np.empty(0, np.int64)
        self.blocks: tuple[columns.Block, ...] = ()
        self.start_time: float | None = None
        self.starts: tuple[Start, ...] = ()
        self.index: tuple[index.IndexBlock, ...] = ()
        self.skipped = 0
        self.skip_reason: str | None = None
        self.newer = 0
        self.dropped: dict[int, int] = {}
        self.doubles: frozenset[int] = frozenset()
        self._told_at: dict[int, int] = {}
        self._tags = tags
        self._library = library
        self._sampling = sampling
        self._checks = checks
        self._thin_points_at = _SPARE * sampling.limit("scalars")
        self._thin_entries_at = _SPARE * sampling.highest
        self._stretch = _FIRST_STRETCH

    def resume(self, data: FileData, skip_reason: str | None) -> None:
        """Go on from what was given when the file was read before."""
        self.tag_ids, self.counts, self.blocks = data.tag_ids, data.counts, data.blocks
        self.start_time, self.starts, self.index = data.start_time, data.starts, data.index_blocks
        self.skipped, self.skip_reason = data.status.skipped, skip_reason
        self.newer, self.doubles = data.status.newer, data.doubles

    def take(self, buffer: Bytes, filled: int, offset: int = 0) -> Stop:
        """Take in the whole records among the first ``filled`` bytes of ``buffer``, which begins at
        ``offset`` in the file.
        """
        at = 0
        while True:
            if not self._checks:  # a beat compares everything but payloads' checksums
                at = self._take_beats(buffer, at, filled)
            until = min(filled, at + self._stretch)
            frames = scan(buffer[:until], at)
            if len(frames.starts):
                self.take_block(Block(buffer, frames, frames.starts + offset))
            at = frames.end
            if frames.damaged or until == filled:
                return Stop(at, frames.damaged, frames.wanted)
            self._stretch = max(_GROWTH * self._stretch, 2 * frames.wanted, _SECOND_STRETCH)

    def _take_beats(self, buffer: Bytes, at: int, filled: int) -> int:
        """Take in what repeats known patterns; returns where it ends."""
        while True:
            content = buffer[at:filled]
            beat, count = self._library.beats.find(content, self._shortest)
            if beat is None or not self._tags.welcome(beat):
                return at
            self._take_beat(beat, buffer, at, count)
            at += count * beat.size

    @property
    def _shortest(self) -> int:
        """A phrase that is worth knowing: what files begin with may be short, for the first step is 0 and is
        left out, but whoever knows it need not look for what comes behind it.
        """
        return beat_learning.SHORTEST if self.blocks else 1

    def _take_beat(self, beat: Beat, buffer: Bytes, at: int, count: int) -> None:
        steps, wall_times, values = beat.read(buffer, at, count)
        if self.start_time is None:
            self.start_time = _first_usable(wall_times.T.reshape(-1))
        self._append(columns.block_from_columns(beat.cycle, steps, wall_times, values))
        if count * len(beat.keys) > _PAYS:
            self._stretch = _SECOND_STRETCH

    def take_block(self, block: Block) -> None:
        """Take in some records."""
        if self._checks:
            block = self._checked(block)
        if self.start_time is None:
            self.start_time = _first_wall_time(block)
        frames = block.frames
        few = len(frames.starts) <= _FEW
        found = None if few else fast_path.take(self._library, block.buffer, frames)
        sampled, slow = self._other_paths(block, _NONE if found is None else found.rows)
        self._settle(block, found, sampled, slow)
        sampled = self._fitting(block, sampled, slow)
        rows, ids, points = self._kept(found, slow)
        shortest = self._shortest
        for row, event in slow.starts:
            self._note_start(event, ids[rows < row], int(block.places[row]))
        self._append(columns.block_from_points(ids, points))
        self._append_index(block, found, sampled, slow)
        if found is not None and not self._checks:
            self._learn(block, found, shortest)

    def _checked(self, block: Block) -> Block:
        """The records that are what was written; the others are counted."""
        right = checksums.are_right(block)
        if right.all():
            return block
        wrong = np.flatnonzero(~right)
        self._skip(len(wrong), events.wrong_checksum(block, int(wrong[0])))
        return block.pick(right)

    def _learn(self, block: Block, found: Found, shortest: int) -> None:
        """Remember patterns, but none of tags of which nothing was said here."""
        for beat in beat_learning.learn(block.buffer, block.frames, found, self._tags.infos, shortest):
            if self._tags.infos.keys() >= beat.tags:
                self._library.beats.add(beat)

    def _other_paths(self, block: Block, fast_rows: Offsets) -> tuple[Sampled | None, Slow]:
        """What the fast path left: samples of common shapes, and the rest one by one."""
        rest = np.ones(len(block.frames.starts), np.bool_)
        rest[fast_rows] = False
        rows, sampled, slow = np.flatnonzero(rest), None, Slow()
        if len(rows) > _FEW:
            samples = sample_events.take_apart(block, rows)
            numbers, told = self._library.samples.find(block.buffer, samples)
            sampled = Sampled(samples, numbers, told, self._library.samples.said).pick(numbers != UNKNOWN)
            rest[sampled.samples.rows] = False
            rows = np.flatnonzero(rest)
        slow.take(block, rows, self._library.names)
        self._skip(slow.damaged, slow.reason)
        self.newer = slow.newer or self.newer
        return sampled, slow

    def _settle(self, block: Block, found: Found | None, sampled: Sampled | None, slow: Slow) -> None:
        """Let the first event of each tag decide what it is; count the later ones that contradict it."""
        said = [(loose.row, loose.number, loose.value.info) for loose in slow.values if loose.value.info]
        new = self._new_scalars(block, found) if found is not None else _Told([], [], [])
        if not said and sampled is None and all(new.plain) and self._tags.are_new(new.numbers):
            self._tags.add_scalars(new.numbers)
            some_say_nothing = slow.values or (found is not None and (found.keys & 1 == 0).any())
            self._told_at = dict(zip(new.numbers, new.rows, strict=True)) if some_say_nothing else {}
            return
        said += new.sayings(block)
        counted = len(said)
        said += sampled.sayings() if sampled else []
        order = sorted(range(len(said)), key=lambda place: said[place][0])
        first = ((said[place][1], said[place][0]) for place in reversed(order))
        self._told_at = {number: row for number, row in first if number not in self._tags.infos}
        odd = sum([not self._tags.note(*said[place][1:]) and place < counted for place in order])
        self._skip(odd, CONTRADICTION)

    def _untold(self, rows: Offsets, numbers: Offsets) -> NDArray[np.bool_]:
        """bool[n]: which rows come before the first event that says what their tag is."""
        pairs = zip(rows.tolist(), numbers.tolist(), strict=True)
        return np.array([self._told_at.get(number, row) > row for row, number in pairs], np.bool_)

    def _new_scalars(self, block: Block, found: Found) -> _Told:
        """The first events that say so of tags not known as scalars yet."""
        keys, first, *_ = distinct(found.keys)
        new = (keys & 1 == 1) & ~self._tags.are_scalars(keys >> 1)
        numbers, first = keys[new] >> 1, first[new]
        rows = found.rows[first]
        ends = block.frames.starts[rows] + block.frames.lengths[rows]
        # Only metadata behind the value says more than that it is a scalar.
        plain = found.values_at[first] + VALUE_SIZE == ends
        return _Told(rows.tolist(), numbers.tolist(), plain.tolist())

    def _fitting(self, block: Block, sampled: Sampled | None, slow: Slow) -> Sampled | None:
        """The samples that do not contradict their tags; those that may be scalars are looked at closely."""
        if sampled is None or not len(sampled.numbers):
            return None
        agreeing = [info is None or self._tags.agrees(number, info) for number, info in sampled.pairs()]
        fits = np.array(agreeing)[sampled.places()]
        self._skip(int((~fits).sum()), CONTRADICTION)
        late = fits & self._tags.are_scalars(sampled.numbers)
        if late.any():
            slow.take(block, sampled.samples.rows[late], self._library.names)
        return sampled.pick(fits & ~late)

    def _note_start(self, event: Event, before: Offsets, offset: int) -> None:
        """Remember a start, and how many points of each tag came before it (``before``: of this stretch)."""
        present, _, counts, _ = distinct(before)
        tags = self._with_counts(present, counts)
        self.starts += (Start(event.step, event.wall_time, *tags, offset),)

    def _kept(self, found: Found | None, slow: Slow) -> tuple[Offsets, Offsets, Points]:
        """Rows, tags and points of the scalars that belong to a tag of scalars, in file order."""
        rows, ids, points = _NONE, _NONE, columns.EMPTY
        if found is not None:
            rows, ids, points = found.rows, found.keys >> 1, found.points
            kept = self._tags.are_scalars(ids)
            quiet = np.flatnonzero(found.keys & 1 == 0)
            if len(quiet) and self._told_at:
                kept[quiet] &= ~self._untold(rows[quiet], ids[quiet])
            if not kept.all():
                # The first of each was counted when it contradicted.
                odd = distinct(found.keys[~kept & (found.keys & 1 == 1)]).counts
                self._skip(int((odd - 1).sum()), CONTRADICTION)
                rows, ids, points = rows[kept], ids[kept], columns.pick(points, kept)
        mine = [loose for loose in slow.values if self._tags.is_scalar(loose.number) and self._agrees(loose)]
        mine = [
            loose for loose in mine if loose.value.info or self._told_at.get(loose.number, 0) <= loose.row
        ]
        scalars = [(loose.row, loose.number, loose.value.scalar) for loose in mine if loose.value.scalar]
        self._skip(len(mine) - len(scalars), NO_SCALAR)
        self.doubles |= {number for _, number, scalar in scalars if not scalar.single}
        return _with_slow(rows, ids, points, scalars) if scalars else (rows, ids, points)

    def _append_index(self, block: Block, found: Found | None, sampled: Sampled | None, slow: Slow) -> None:
        parts = [indexing.of_sampled(sampled)] if sampled else []
        if found is not None:
            quiet = np.flatnonzero(found.keys & 1 == 0)
            odd = quiet[~self._tags.are_scalars(found.keys[quiet] >> 1)]
            parts += [indexing.of_found(found.pick(odd))] if len(odd) else []
        rest = [loose for loose in slow.values if not self._tags.is_scalar(loose.number)]
        loose = [value for value in rest if not value.value.simple and self._agrees(value)]
        parts += [indexing.of_loose(loose)] if loose else []
        if parts:
            self.index = index.append(self.index, index.block_of(*indexing.entries(block, parts)))
            if self._thin_entries_at and index.count(self.index) > self._thin_entries_at:
                self._thin_index()

    def _agrees(self, loose: Loose) -> bool:
        info = loose.value.info
        return info is None or self._tags.agrees(loose.number, info)

    def _append(self, block: columns.Block) -> None:
        if not len(block.points):
            return
        self.blocks = columns.append(self.blocks, block)
        counts = block.bounds[1:] - block.bounds[:-1]
        self.tag_ids, self.counts = self._with_counts(block.tag_ids, counts)
        if self._thin_points_at and int(self.counts.sum()) > self._thin_points_at:
            self._thin_columns()

    def _thin_columns(self) -> None:
        thinned, kept, bounds = thinning.columns_of(self.blocks, self._sampling.limit("scalars"))
        tags = thinned.tag_ids
        self.starts = tuple(thinning.restart_after(start, tags, bounds, kept) for start in self.starts)
        self._drop(tags, thinning.dropped(bounds, kept))
        self.blocks, self.counts = (thinned,), np.diff(thinned.bounds)
        self._thin_points_at = max(self._thin_points_at, _SPARE * len(thinned.points))

    def _thin_index(self) -> None:
        thinned, kept, bounds = thinning.index_of(self.index, self._limit_of)
        self._drop(thinned.tag_ids, thinning.dropped(bounds, kept))
        self.index = (thinned,)
        self._thin_entries_at = max(self._thin_entries_at, _SPARE * len(thinned.entries))

    def _limit_of(self, tag_id: int) -> int:
        info = self._tags.infos.get(tag_id)
        return self._sampling.limit(info.plugin) if info else 0

    def _drop(self, tag_ids: Offsets, counts: Offsets) -> None:
        for tag_id, count in zip(tag_ids.tolist(), counts.tolist(), strict=True):
            self.dropped[tag_id] = self.dropped.get(tag_id, 0) + count

    def _with_counts(self, tag_ids: Offsets, counts: Offsets) -> tuple[Offsets, Offsets]:
        """The tags and counts with some more (``tag_ids`` ascending); the present ones stay as they are."""
        if not len(self.tag_ids) or np.array_equal(self.tag_ids, tag_ids):
            return tag_ids, counts + (self.counts if len(self.tag_ids) else 0)
        at = np.searchsorted(self.tag_ids, tag_ids)
        present, together = self.tag_ids, self.counts.copy()
        if len(at) and (at[-1] >= len(present) or (present[at] != tag_ids).any()):
            present = names.union([self.tag_ids, tag_ids])
            together = np.zeros(len(present), np.int64)
            together[np.searchsorted(present, self.tag_ids)] = self.counts
            at = np.searchsorted(present, tag_ids)
        together[at] += counts
        return present, together

    def _skip(self, count: int, reason: str) -> None:
        if count:
            self.skipped += count
            self.skip_reason = self.skip_reason or reason


class _Told(NamedTuple):
    """Events that say of tags that they hold scalars: rows, tags, and whether they say no more than that."""

    rows: list[int]
    numbers: list[int]
    plain: list[bool]

    def sayings(self, block: Block) -> list[tuple[int, int, TagInfo]]:
        """Each row, its tag and what is said."""
        return [
            (row, number, events.SCALARS if is_plain else _described_by(block, row))
            for row, number, is_plain in zip(self.rows, self.numbers, self.plain, strict=True)
        ]


def _with_slow(
    rows: Offsets, ids: Offsets, points: Points, slow: list[tuple[int, int, Scalar]]
) -> tuple[Offsets, Offsets, Points]:
    """The fast and the slow points together, in file order."""
    single = all(scalar.single for _, _, scalar in slow)
    values = np.array([scalar.value for _, _, scalar in slow], np.float64)
    more = Points(
        np.array([scalar.step for _, _, scalar in slow], np.int64),
        np.array([scalar.wall_time for _, _, scalar in slow], np.float64),
        values.astype(np.float32) if single else values,
    )
    all_rows = np.concatenate([rows, [row for row, _, _ in slow]])
    order = np.argsort(all_rows, kind="stable")
    all_ids = np.concatenate([ids, [number for _, number, _ in slow]])
    both = columns.concatenate([points, more]) if len(ids) else more
    points = Points(both.steps[order], both.wall_times[order], both.values[order])
    return all_rows[order], all_ids[order], points


def _described_by(block: Block, row: int) -> TagInfo:
    """What the metadata of a scalar's event says of its tag."""
    return events.info(events.parse(block, row).summary.value[0]) or events.SCALARS


def _first_wall_time(block: Block) -> float | None:
    """Wall time of the first event that begins with a usable one; the runs are ordered by it."""
    starts = block.frames.starts[block.frames.lengths > WALL_TIME_SIZE]
    timed = starts[block.buffer[starts] == WALL_TIME]
    return _first_usable(numbers_at(block.buffer, timed + 1, np.float64))


def _first_usable(times: NDArray[np.float64]) -> float | None:
    usable = np.flatnonzero(np.isfinite(times) & (times > 0))
    return float(times[usable[0]]) if len(usable) else None
