"""One event file, read on from where it was left: blocks of whole records, never more memory than a block.

Knows offsets and whether the file is still the one it was; what the records say is the loader's business.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, NamedTuple

import google_crc32c
import numpy as np

from ingest.records import Bytes
from ingest.scalar_events import SLACK
from ingest.skim import skim

if TYPE_CHECKING:
    from ingest.block import Block
    from ingest.storage import FileStat, Handle

BLOCK = 1 << 22
"""Bytes read at a time: large enough that threads seldom wait for each other between numpy's calls."""

FIRST_BLOCK, SKIMMED = 1 << 16, 1 << 20
"""Bytes that tell whether the file is worth reading, and bytes of what is read where it is not."""

LARGEST_RECORD = 1 << 28
"""A longer record is not read as a whole: a length is a claim, and memory is not given on a claim."""

_SAMPLE = 64

_LITTLE = 1 << 20
"""So many bytes are compared as a whole rather than by samples when a file is opened again."""


class Stop(NamedTuple):
    """How far a stretch was taken in: where the next record begins, whether its length contradicts its
    checksum, and how many bytes it needs in all where it is cut off (0 where that is not known yet).
    """

    end: int
    damaged: bool = False
    wanted: int = 0


class Position(NamedTuple):
    """Where reading left off, in plain values that outlive the process; ``head`` and ``tail`` are samples of
    the ``offset`` bytes read, ``crc`` their CRC-32C without the ``gaps`` that were leapt over (place, size:
    int64[n, 2] as bytes).
    """

    seen: FileStat
    at_end: bool
    offset: int
    problem: str | None
    crc: int
    head: bytes
    tail: bytes
    gaps: bytes = b""


Take = Callable[[Bytes, int], Stop]
"""Takes a buffer and how many of its bytes are the file's; ``SLACK`` bytes follow those."""

TakeBlock = Callable[["Block"], None]
"""Takes records of which the long ones are there in part."""


class EventFile:
    """Position in one file. ``offset``: bytes read; ``problem``: why nothing after it can be read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.seen: FileStat | None = None
        self.restart()

    def restart(self) -> None:
        """Forget what was read."""
        self.offset = 0
        self.skipped = 0
        self.problem: str | None = None
        self._crc = 0
        self._gaps = bytearray()
        self._head = self._tail = b""
        self._at_end = False

    def position(self) -> Position | None:
        """Where reading left off; None before the file was ever seen."""
        if self.seen is None:
            return None
        gaps = bytes(self._gaps)
        return Position(
            self.seen, self._at_end, self.offset, self.problem, self._crc, self._head, self._tail, gaps
        )

    def resume(self, position: Position) -> None:
        """Go on where another reader left off."""
        self.seen, self._at_end, self.offset, self.problem, self._crc, self._head, self._tail, gaps = position
        self._gaps = bytearray(gaps)

    def still_is(self, handle: Handle) -> bool:
        """Whether the file begins with what another reader read; if it grew, samples of much will do."""
        now, seen = handle.stat(), self.seen
        self._at_end = False
        if seen is None or self.problem:
            return False
        if now.size > seen.size and now.identity == seen.identity and self.offset > _LITTLE:
            return not self.was_replaced(handle)
        self.seen = now
        return self._crc_of(handle) == self._crc

    def retry(self) -> None:
        """Have it read again, from where it was left, though it may look as it did."""
        self._at_end = False

    def is_current(self, found: FileStat) -> bool:
        """Whether it was read to its end and nothing happened to it since."""
        return self._at_end and self.seen == found

    def was_replaced(self, handle: Handle) -> bool:
        """Whether the file is no longer an extension of what was read from it."""
        now = handle.stat()
        if not self.offset or self.seen is None:
            return False
        if now.size < self.offset:
            return True
        if self._changed_within(now, self.seen) or now.identity != self.seen.identity:
            return self._crc_of(handle) != self._crc
        head = self._read(handle, 0, len(self._head))
        return (head, self._read(handle, self.offset - len(self._tail))) != (self._head, self._tail)

    def _changed_within(self, now: FileStat, seen: FileStat) -> bool:
        """Whether something was written, but nothing behind what was read."""
        if now.size != seen.size:
            return False
        return now.version != seen.version or (self.offset == now.size and now.mtime_ns != seen.mtime_ns)

    def blocks(self, handle: Handle, take: Take, take_block: TakeBlock | None = None) -> Iterator[int]:
        """Hand stretches of the file to ``take`` up to its present end; yields the bytes of each.

        Records that are longer than is worth reading go to ``take_block``, if there is one. Stops at damage
        or at an unfinished record. Leaving off after any stretch loses nothing. Damage is looked at again:
        it may have been the place of bytes that come later, as in a file that is being copied.
        """
        self._at_end = False
        was_damaged, self.problem = self.problem is not None, None
        yield from self._blocks(handle, take, take_block, was_damaged=was_damaged)
        self._at_end = True

    def _blocks(
        self, handle: Handle, take: Take, take_block: TakeBlock | None, *, was_damaged: bool
    ) -> Iterator[int]:
        self.seen = handle.stat()
        size = max(min(self.seen.size - self.offset, BLOCK), 0)
        buffer = np.empty(size + SLACK, np.uint8)
        # A little tells whether a large file is worth reading, and whether damage still is there.
        filled, most = 0, min(size, FIRST_BLOCK) if was_damaged or size >= BLOCK else size
        while self.problem is None and self.offset + filled < self.seen.size:
            got = handle.read_into(self.offset + filled, buffer[filled:most].data)
            if not got:
                return
            filled, most = filled + got, len(buffer) - SLACK
            stop = take(buffer, filled)
            self._advance(buffer[: stop.end], stop.end, damaged=stop.damaged)
            yield stop.end
            if self.offset + stop.wanted > self.seen.size or self.problem:
                return
            if take_block and stop.wanted > handle.leap:
                filled = 0
                if (yield from self._skim(handle, take_block, buffer, self.seen.size)):
                    continue
                return
            if not self._has_room_for(stop.wanted):
                return
            rest = buffer[stop.end : filled].copy()
            filled = len(rest)
            if stop.wanted > len(buffer) - SLACK:
                buffer = np.empty(stop.wanted + SLACK, np.uint8)
            buffer[:filled] = rest

    def _skim(
        self, handle: Handle, take_block: TakeBlock, buffer: Bytes, size: int
    ) -> Generator[int, None, bool]:
        """Hand on long records, for as long as they come; true when short ones come again."""
        while self.problem is None:
            skimmed = skim(handle, self.offset, size, buffer[: SKIMMED + SLACK])
            if not len(skimmed.block.frames.starts):
                return False
            take_block(skimmed.block)
            self._gaps += skimmed.gaps.tobytes()
            advanced = skimmed.end - self.offset
            self._advance(buffer[: skimmed.filled], advanced, damaged=skimmed.damaged)
            yield advanced
            if skimmed.dense:
                return True
        return False

    def _has_room_for(self, wanted: int) -> bool:
        """Whether a record may be read as a whole; one beyond all measure ends the file for us."""
        if wanted <= LARGEST_RECORD:
            return True
        size = f"{wanted:,} bytes is more than {LARGEST_RECORD:,}"
        self.problem = f"stopped at byte {self.offset:,}: a record of {size}"
        return False

    def _advance(self, done: Bytes, size: int, *, damaged: bool) -> None:
        self.offset += size
        self._crc = google_crc32c.extend(self._crc, done)
        self._head = (self._head + done[:_SAMPLE].tobytes())[:_SAMPLE]
        self._tail = (self._tail + done[-_SAMPLE:].tobytes())[-_SAMPLE:]
        if damaged:
            self.problem = f"damaged at byte {self.offset:,}: a record's length contradicts its checksum"

    def _read(self, handle: Handle, at: int, size: int = _SAMPLE) -> bytes:
        return handle.read_at(at, min(size, max(self.offset - at, 0)))

    def _crc_of(self, handle: Handle) -> int:
        """CRC-32C of what the file has now where this read."""
        crc = at = 0
        gaps = np.frombuffer(self._gaps, np.int64).reshape(-1, 2).tolist()
        for begin, size in (*gaps, (self.offset, 0)):
            while at < begin:
                content = handle.read_at(at, min(begin - at, BLOCK))
                if not content:
                    return -1
                crc = google_crc32c.extend(crc, content)
                at += len(content)
            at += size
        return crc
