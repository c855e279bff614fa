"""The checksums of payloads, for those who have every byte verified: `--checksum`.

Otherwise a checksum is asked only where a record cannot be parsed, or when somebody looks at a sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import google_crc32c
import numpy as np

from ingest.crc import masked
from ingest.scalar_events import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.block import Block
    from ingest.records import Offsets

PIECE = 1 << 20
"""Bytes read at a time of a payload that is not in memory."""


def are_right(block: Block) -> NDArray[np.bool_]:
    """bool[n]: whether each payload is what its checksum says."""
    starts, lengths = block.frames.starts, block.frames.lengths
    holes = np.zeros(len(starts), np.int64) if block.holes is None else block.holes
    wanted = numbers(block.buffer, starts + lengths - holes, np.uint32)
    found = _in_memory(block, starts, starts + lengths - holes)
    for row in np.flatnonzero(holes).tolist():
        found[row] = _in_file(block, row)
    right: NDArray[np.bool_] = masked(found) == wanted
    return right


def _in_memory(block: Block, begins: Offsets, ends: Offsets) -> NDArray[np.uint32]:
    base = int(begins.min(initial=len(block.buffer)))
    content, value = block.buffer[base : int(ends.max(initial=0))].tobytes(), google_crc32c.value
    spans = zip((begins - base).tolist(), (ends - base).tolist(), strict=True)
    return np.array([value(content[begin:end]) for begin, end in spans], np.uint32)


def _in_file(block: Block, row: int) -> int:
    """The CRC-32C of a payload that was leapt over, read piece by piece."""
    payload, crc = block.payload(row), 0
    for at in range(0, payload.length, PIECE):
        crc = google_crc32c.extend(crc, payload.get(at, min(PIECE, payload.length - at)))
    return crc
