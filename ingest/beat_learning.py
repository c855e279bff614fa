"""Makes Beats of records that were just decoded, for what comes next and for the next file like this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.beat import Beat
from ingest.records import FOOTER, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.fast_path import Found
    from ingest.records import Bytes, Frames, Offsets
    from ingest.store import TagInfo

SHORTEST = 32
"""Fewer records in a row are no beat: decoding them one by one costs less than trying."""

_LONGEST_PERIOD = 1 << 15
_LONGEST_PHRASE = 1 << 10
_PROBE = 16
_STEP = 10
"""Where the step's varint stands in an event that has one: behind the wall time and the field's number."""


def learn(
    buffer: Bytes, frames: Frames, found: Found, infos: Mapping[int, TagInfo], shortest: int = SHORTEST
) -> Iterator[Beat]:
    """The scalars that the frames end with; where they end in a cycle, what comes before it if that is so
    many records, the cycle from where it begins, for the next file, and the cycle that would come next, for
    this one.
    """
    count = _at_end(frames, found)
    if count < SHORTEST:
        return
    looks = (found.keys * 16 + _step_sizes(found))[-count:]
    period = _period(looks)
    begin = _begin(looks, period) if period else count
    if shortest <= begin <= _LONGEST_PHRASE:
        yield _beat(buffer, frames, found, infos, count, begin)
    if period and (count - begin) % period:
        yield _beat(buffer, frames, found, infos, count - begin, period)
    if period:
        yield _beat(buffer, frames, found, infos, period, period)


def _at_end(frames: Frames, found: Found) -> int:
    """With how many scalars in a row the frames end."""
    missing = len(frames.starts) - 1 - found.rows[::-1] != np.arange(len(found.rows))
    return int(np.argmax(missing)) if missing.any() else len(found.rows)


def _beat(
    buffer: Bytes, frames: Frames, found: Found, infos: Mapping[int, TagInfo], back: int, count: int
) -> Beat:
    """A pattern of ``count`` records, the first of which is as many records before the end as ``back``."""
    rows, places = (slice(len(all_) - back, len(all_) - back + count) for all_ in (frames.starts, found.rows))
    ends = frames.starts[rows] + frames.lengths[rows]
    start, end = int(frames.starts[rows][0]) - HEADER, int(ends[-1]) + FOOTER
    return Beat(
        pattern=buffer[start:end].copy(),
        wall_times=found.starts[places] + 1 - start,
        steps=found.starts[places] + _STEP - start,
        step_sizes=_step_sizes(found)[places],
        values=found.values_at[places] - start,
        footers=ends - start,
        keys=found.keys[places],
        told=_told(found.keys[places], infos),
    )


def _told(keys: Offsets, infos: Mapping[int, TagInfo]) -> dict[int, TagInfo]:
    """What the records say of the tags of which the first one says it."""
    first: dict[int, int] = {}
    for key in keys.tolist():
        first.setdefault(key >> 1, key & 1)
    return {number: infos[number] for number, telling in first.items() if telling}


def _step_sizes(found: Found) -> Offsets:
    sizes: Offsets = np.maximum(found.summaries - found.starts - _STEP, 0)
    return sizes


def _begin(looks: Offsets, period: int) -> int:
    """From which record on all stands there again a period later, to the end."""
    odd = np.flatnonzero(looks[period:] != looks[:-period])
    return int(odd[-1]) + 1 if len(odd) else 0


def _period(beat: Offsets) -> int:
    """After how many records the last ones repeat, seen once in full; 0 where they do not."""
    tail = beat[-2 * _LONGEST_PERIOD :]
    if len(tail) < 2:
        return 0
    content, size = tail.tobytes(), tail.itemsize
    probe = content[-size * min(_PROBE, len(tail) // 2) :]
    at = content.rfind(probe, 0, -1)
    while at > 0 and at % size:
        at = content.rfind(probe, 0, at + len(probe) - 1)
    period = (len(content) - len(probe) - at) // size
    if at < 0 or 2 * period > len(tail) or (tail[-period:] != tail[-2 * period : -period]).any():
        return 0
    return period
