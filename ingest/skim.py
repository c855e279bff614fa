"""A file of long records, read by their beginnings and ends: what is between them is leapt over.

What is read is put side by side in one buffer: short records whole, of a long one its first ``HEAD`` and its
last ``TAIL`` bytes, with its header and its checksum. So no byte is copied that nobody looks at, and reading
costs what the records are, not what they hold.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from ingest.block import HEAD, TAIL, Block
from ingest.crc import length_crc
from ingest.records import FOOTER, FRAME, HEADER, SHORT, UNPACK_HEADER, Frames, short_crcs
from ingest.scalar_events import SLACK, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.records import Bytes, Offsets
    from ingest.storage import Handle

_WINDOW, _LARGEST_WINDOW = 1 << 11, 1 << 17
_ENOUGH = HEADER + HEAD


class Skimmed(NamedTuple):
    """What was read: records, and the bytes of the buffer that they take.

    ``end``: where in the file the next record begins; ``gaps`` int64[n, 2]: where what was leapt over begins,
    and its bytes. ``damaged``: the length there contradicts its checksum. ``dense``: the records have become
    short, and reading all is quicker.
    """

    block: Block
    filled: int
    end: int
    gaps: Offsets
    damaged: bool
    dense: bool


@lru_cache(maxsize=64)
def _alike(length: int, crc: int) -> Callable[[memoryview, int, int], re.Match[bytes] | None]:
    """What finds records of one length in a row: six times quicker than to walk them."""
    header = re.escape(length.to_bytes(8, "little") + crc.to_bytes(4, "little"))
    pattern = re.compile(b"(?:%b.{%d})+" % (header, length + FOOTER), re.DOTALL)
    return cast("Callable[[memoryview, int, int], re.Match[bytes] | None]", pattern.match)


class _Run(NamedTuple):
    """Where in the buffer records begin, which of them have holes, where the next begins, how many bytes are
    filled, and how the run ended.
    """

    heads: list[int]
    leaps: list[int]
    at: int
    filled: int
    damaged: bool = False
    dense: bool = False


def skim(handle: Handle, offset: int, size: int, buffer: Bytes) -> Skimmed:
    """Read from ``offset``, where a record begins, until the buffer is full, the file ends at ``size``, or
    records are short.
    """
    run = _run(handle, offset, size, buffer.data[: len(buffer) - SLACK])
    heads, leaps, at = run.heads, run.leaps, run.at
    if at > run.filled:  # the end of the last record is missing
        at = heads.pop()
        leaps.pop()
    starts = np.array(heads, np.int64) + HEADER
    lengths = numbers(buffer, starts - HEADER, np.uint64).astype(np.int64)
    holes = np.zeros(len(starts), np.int64)
    holes[leaps] = lengths[leaps] - (HEAD + TAIL)
    places = offset + starts + np.cumsum(holes) - holes
    gaps = np.stack([places[leaps] + HEAD, holes[leaps]], axis=1)
    block = Block(buffer, Frames(starts, lengths, at, run.damaged), places, holes, handle.read_at)
    return Skimmed(block, at, offset + at + int(holes.sum()), gaps, run.damaged, run.dense)


def _run(handle: Handle, behind: int, size: int, view: memoryview) -> _Run:
    """The loop, in one piece for speed: a file of 100 MB may have a thousand leaps or more.

    ``behind``: how much further behind than in the buffer the bytes stand in the file that come next.
    """
    heads: list[int] = []
    leaps: list[int] = []
    at = filled = since = before = 0
    window, crcs, leap, read_into = _WINDOW, short_crcs(), handle.leap, handle.read_into
    while since < _LARGEST_WINDOW:
        got = read_into(behind + filled, view[filled : filled + window])
        if not got:
            return _Run(heads, leaps, at, filled)
        filled += got
        last, length = filled - HEADER, 0
        while at <= last:
            length, crc = UNPACK_HEADER(view, at)
            if crc != (crcs[length] if length < SHORT else length_crc(length)):
                return _Run(heads, leaps, at, filled, damaged=True)
            follow = at + FRAME + length
            if follow > filled:
                break
            heads.append(at)
            at = follow
            if length == before and (alike := _alike(length, crc)(view, at, filled)):
                heads += range(at, alike.end(), FRAME + length)
                at = alike.end()
            before = length
        if at <= last and behind + follow > size:
            return _Run(heads, leaps, at, filled)
        if at <= last and length > leap and at + _ENOUGH <= filled:
            leaps.append(len(heads))
            heads.append(at)
            behind += length - (HEAD + TAIL)
            filled = at + _ENOUGH
            at = filled + TAIL + FOOTER
            window, since = _WINDOW, 0
        else:
            window, since = 4 * window, since + window
    return _Run(heads, leaps, at, filled, dense=True)
