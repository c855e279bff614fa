"""Records in memory: a buffer, where in it they lie, and where they lie in the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ingest.records import HEADER
from ingest.wire import Payload

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from ingest.records import Bytes, Frames, Offsets

HEAD, TAIL = 512, 256
"""Bytes of a payload's beginning and end that are in memory where the rest was passed over."""


class Block(NamedTuple):
    """Records of a stretch, and the buffer they lie in; ``SLACK`` bytes follow the last.

    ``places`` int64[n]: where in the file each payload begins. ``holes`` int64[n]: bytes of each payload
    that are not in the buffer: its first ``HEAD`` bytes are followed by its last ``TAIL`` there, and
    ``read`` gets any others from the file. None where all are whole.
    """

    buffer: Bytes
    frames: Frames
    places: Offsets
    holes: Offsets | None = None
    read: Callable[[int, int], bytes] | None = None

    def pick(self, rows: NDArray[np.bool_]) -> Block:
        """Some of the records."""
        frames = replace(self.frames, starts=self.frames.starts[rows], lengths=self.frames.lengths[rows])
        holes = None if self.holes is None else self.holes[rows]
        return self._replace(frames=frames, places=self.places[rows], holes=holes)

    def place(self, row: int) -> int:
        """Where in the file a record begins."""
        return int(self.places[row]) - HEADER

    def payload(self, row: int) -> Payload:
        """The payload of a record."""
        start, length = int(self.frames.starts[row]), int(self.frames.lengths[row])
        hole = 0 if self.holes is None else int(self.holes[row])
        if not hole or self.read is None:
            return Payload(self.buffer[start : start + length].data, length)
        read, place = self.read, int(self.places[row])
        head = self.buffer[start : start + HEAD].data
        return Payload(head, length, lambda at, size: read(place + at, size))

    def footer(self, row: int) -> int:
        """The checksum that stands behind a payload."""
        hole = 0 if self.holes is None else int(self.holes[row])
        end = int(self.frames.starts[row] + self.frames.lengths[row]) - hole
        return int.from_bytes(self.buffer[end : end + 4].tobytes(), "little")
