"""Makes a Beat of records that were just decoded, where the last of them repeat with a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.beat import Beat
from ingest.records import FOOTER, HEADER
from ingest.scalar_events import SIMPLE_VALUE, VALUE_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.fast_path import Found
    from ingest.records import Bytes, Frames, Offsets
    from ingest.store import TagInfo

_LONGEST_PERIOD = 1 << 15
_PROBE = 16
_STEP = 10
"""Where the step's varint stands in an event that has one: behind the wall time and the field's number."""


def learn(
    buffer: Bytes, frames: Frames, found: Found, tags: Sequence[str], infos: Sequence[TagInfo]
) -> Beat | None:
    """The cycle that ends with the last frame; None where there is none or it holds more than scalars.

    ``tags`` and ``infos`` are those of ``found``'s numbers.
    """
    sizes = np.maximum(found.summaries - found.starts - _STEP, 0)
    period = _period(found.tag_ids * 16 + sizes)
    last = len(frames.starts)
    if not period or found.rows[-1] != last - 1 or found.rows[-period] != last - period:
        return None
    ids = found.tag_ids[-period:]
    if ids.min() < 0:
        return None
    start = int(frames.starts[-period]) - HEADER
    end = int(frames.starts[-1] + frames.lengths[-1]) + FOOTER
    return Beat(
        pattern=buffer[start:end].copy(),
        wall_times=found.starts[-period:] + 1 - start,
        steps=found.starts[-period:] + _STEP - start,
        step_sizes=sizes[-period:],
        values=found.values_at[-period:] - start,
        footers=frames.starts[-period:] + frames.lengths[-period:] - start,
        tags=tuple(tags[tag_id] for tag_id in ids.tolist()),
        infos=tuple(
            infos[tag_id] if telling else None
            for tag_id, telling in zip(ids.tolist(), _telling(buffer, frames, found, period), strict=True)
        ),
    )


def _telling(buffer: Bytes, frames: Frames, found: Found, period: int) -> list[bool]:
    """Whether each record says by itself that it holds a scalar: a simple value, or metadata behind it."""
    values_at = found.values_at[-period:]
    ends = frames.starts[-period:] + frames.lengths[-period:]
    telling: list[bool] = ((buffer[values_at - 1] == SIMPLE_VALUE) | (values_at + VALUE_SIZE < ends)).tolist()
    return telling


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
