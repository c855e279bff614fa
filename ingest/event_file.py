"""One event file, read on from where it was left: blocks of whole records, never more memory than a block.

Knows offsets and whether the file is still the one it was; what the records say is the loader's business.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import google_crc32c
import numpy as np

from ingest.logdir import FileStat, stat_of
from ingest.records import FRAME, scan
from ingest.scalar_events import SLACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO

    from ingest.records import Bytes, Frames

BLOCK = 1 << 22
"""Bytes read at a time: large enough that threads seldom wait for each other between numpy's calls."""

LARGEST_RECORD = 1 << 28
"""A longer record is passed over: a length is a claim, and memory is not given on a claim."""

_SAMPLE = 64


class Block(NamedTuple):
    """Records of a stretch of the file, and the buffer they lie in (reused for the next block)."""

    buffer: Bytes
    frames: Frames


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
        self._head = self._tail = b""
        self._at_end = False

    def is_current(self, found: FileStat) -> bool:
        """Whether it was read to its end and nothing happened to it since."""
        return self._at_end and self.seen == found

    def was_replaced(self, handle: FileIO) -> bool:
        """Whether the file is no longer an extension of what was read from it."""
        now = stat_of(self.path, os.fstat(handle.fileno()))
        if not self.offset or self.seen is None:
            return False
        if now.size < self.offset:
            return True
        if now.identity != self.seen.identity:
            return _crc_of(handle, self.offset) != self._crc
        return (
            self._read(handle, 0, len(self._head)),
            self._read(handle, self.offset - len(self._tail)),
        ) != (
            self._head,
            self._tail,
        )

    def blocks(self, handle: FileIO) -> Iterator[Block]:
        """Whole records from ``offset`` to the file's present end; stops at damage or an unfinished one."""
        self._at_end = False
        yield from self._blocks(handle)
        self._at_end = True

    def _blocks(self, handle: FileIO) -> Iterator[Block]:
        self.seen = stat_of(self.path, os.fstat(handle.fileno()))
        left = self.seen.size - self.offset
        buffer = np.empty(min(left, BLOCK) + SLACK, np.uint8)
        filled = 0
        while self.problem is None and self.offset + filled < self.seen.size:
            handle.seek(self.offset + filled)
            got = handle.readinto(buffer[filled : len(buffer) - SLACK].data)
            if not got:
                return
            filled += got
            frames = scan(buffer[:filled])
            if len(frames.starts):
                yield Block(buffer, frames)
            self._advance(buffer[: frames.end], frames)
            if not self._has_room_for(frames.wanted):
                return
            rest = buffer[frames.end : filled].copy()
            filled = len(rest)
            if frames.wanted > len(buffer) - SLACK:
                buffer = np.empty(frames.wanted + SLACK, np.uint8)
            buffer[:filled] = rest

    def _advance(self, done: Bytes, frames: Frames) -> None:
        self.offset += frames.end
        content = done.tobytes()
        self._crc = google_crc32c.extend(self._crc, content)
        self._head = (self._head + content[:_SAMPLE])[:_SAMPLE]
        self._tail = (self._tail + content[-_SAMPLE:])[-_SAMPLE:]
        if frames.damaged:
            self.problem = f"damaged at byte {self.offset:,}: a record's length contradicts its checksum"

    def _has_room_for(self, wanted: int) -> bool:
        """Whether reading can go on; a record beyond all measure ends the file for us."""
        if wanted > LARGEST_RECORD + FRAME and self.seen and self.offset + wanted <= self.seen.size:
            size = f"{wanted:,} bytes is more than {LARGEST_RECORD:,}"
            self.problem = f"stopped at byte {self.offset:,}: a record of {size}"
            return False
        return not (self.seen and self.offset + wanted > self.seen.size)

    def _read(self, handle: FileIO, at: int, size: int = _SAMPLE) -> bytes:
        handle.seek(at)
        return handle.read(min(size, max(self.offset - at, 0)))


def _crc_of(handle: FileIO, size: int) -> int:
    """CRC-32C of the first bytes of a file."""
    handle.seek(0)
    crc = 0
    while size > 0 and (content := handle.read(min(size, BLOCK))):
        crc = google_crc32c.extend(crc, content)
        size -= len(content)
    return crc if size == 0 else -1
