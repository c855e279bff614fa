"""One event file: where we are in it, and what it has given so far, as immutable FileData."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from ingest import copies
from ingest.cache_entry import Entry
from ingest.decoder import Decoder
from ingest.event_file import EventFile
from ingest.logdir import open_file
from ingest.sampling import ALL
from ingest.store import FileData, FileState
from ingest.told import Telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.block import Block
    from ingest.event_file import Stop
    from ingest.library import Library
    from ingest.logdir import FileStat
    from ingest.records import Bytes
    from ingest.run_tags import RunTags
    from ingest.sampling import Sampling


class FileLoader:
    """Reads one file on, step by step. ``tags`` are the run's, ``library`` is everybody's.

    ``checks``: whether every payload is compared with its checksum.
    """

    def __init__(
        self, path: str, tags: RunTags, library: Library, sampling: Sampling = ALL, *, checks: bool = False
    ) -> None:
        self._file = EventFile(path)
        self._tags = tags
        self._library = library
        self._sampling = sampling
        self._checks = checks
        self._kept: Entry | None = None
        self._before: FileData | None = None
        self._generation = 0
        self._unreadable: str | None = None
        self._read_ns = 0
        self.telling = Telling(tags)

    @property
    def path(self) -> str:
        """Where it lies."""
        return self._file.path

    @property
    def offset(self) -> int:
        """Bytes read so far."""
        return self._file.offset

    @property
    def generation(self) -> int:
        """How often another file stood in its place."""
        return self._generation

    def is_current(self, found: FileStat) -> bool:
        """Whether it was read to its end and nothing happened to it since, nor is to be waited for."""
        return self._before is None and self._file.is_current(found)

    def load(self, found: FileStat | None = None) -> Iterator[int]:
        """Read to the end that the file has now; yields the bytes of each stretch after taking it in."""
        self._read_ns = time.time_ns()
        if self._kept:
            self._decoder.resume(self._kept.data, self._kept.skip_reason)
            self._kept = None
        try:
            with open_file(self._file.path, found) as handle:
                if self._file.was_replaced(handle):
                    self._restart(is_shorter=handle.stat().size < self._file.offset)
                yield from self._file.blocks(handle, self._take, self._take_block)
        except FileNotFoundError:  # it went since it was found, which the next look tells
            self._unreadable = ""
            self._file.retry()
        except OSError as error:
            self._unreadable = f"cannot be read: {error.strerror or error}"
            self._file.retry()
        else:
            self._unreadable = None

    @cached_property
    def _decoder(self) -> Decoder:
        """What reads it; a file of which everything is kept needs none."""
        return Decoder(self._tags, self._library, self._sampling, checks=self._checks)

    def data(self) -> FileData:
        """What the file has given so far; or gave before, while a copy of that is written in its place."""
        if self._before and self._is_being_copied(self._before):
            return self._before
        self._before = None
        return self._kept.data if self._kept else self._given()

    def _given(self) -> FileData:
        decoder = self._decoder
        return FileData(
            self._status(),
            decoder.tag_ids,
            decoder.counts,
            decoder.blocks,
            decoder.start_time,
            self._generation,
            decoder.starts,
            decoder.index,
            dict(decoder.dropped),
            decoder.doubles,
        )

    def entry(self) -> Entry | None:
        """What it has given so far, to be kept; None where reading it alone might give something else."""
        position = self._file.position()
        if self._before or position is None or not position.offset or not self.telling.is_repeatable:
            return None
        telling, skip_reason = self.telling, (self._kept or self._decoder).skip_reason
        return Entry(position, self.data(), skip_reason, telling.told, telling.before, self._read_ns)

    def resume(self, entry: Entry, found: FileStat, *, is_shown: bool = False) -> bool:
        """Go on from what was kept, if the file still is the one that gave it; false where it is not.

        ``is_shown``: somebody sees what was kept, so that it may not go while a copy is written in its place.
        """
        self._file.resume(entry.position)
        if not (entry.is_settled and self._file.is_current(found)) and not self._still_is(found):
            self._file = EventFile(self._file.path)
            if is_shown and found.size < entry.position.offset:
                self._put_before(entry.data)
                self.telling.adopt(entry.told)
                self.telling.restart()
            return False
        self._kept = entry
        self.telling.adopt(entry.told)
        self._read_ns = entry.read_ns
        return True

    def _still_is(self, found: FileStat) -> bool:
        try:
            with open_file(self._file.path, found) as handle:
                return self._file.still_is(handle)
        except OSError:
            return False

    def _take(self, buffer: Bytes, filled: int) -> Stop:
        with self._library.turn:
            known = len(self._tags.infos)
            stop = self._decoder.take(buffer, filled, self._file.offset)
            self.telling.note(known)
            return stop

    def _take_block(self, block: Block) -> None:
        with self._library.turn:
            known = len(self._tags.infos)
            self._decoder.take_block(block)
            self.telling.note(known)

    def _restart(self, *, is_shorter: bool) -> None:
        if is_shorter:
            self._put_before(self.data())
        self._file.restart()
        self.telling.restart()
        self._decoder = Decoder(self._tags, self._library, self._sampling, checks=self._checks)
        self._generation += 1

    def _put_before(self, data: FileData) -> None:
        self._before = data._replace(status=data.status._replace(state="waiting", reason=None))

    def _is_being_copied(self, before: FileData) -> bool:
        """Whether the file is on its way to hold again what it held before it became shorter."""
        seen = self._file.seen
        return (
            self.offset < before.status.offset
            and (seen is None or copies.may_still_come(seen, self._read_ns))
            and copies.is_beginning(self._given(), before)
        )

    def _status(self) -> FileState:
        file, decoder = self._file, self._decoder
        size = file.seen.size if file.seen else file.offset
        reasons = file.problem, self._unreadable, decoder.skip_reason
        return FileState.of(file.path, size, file.offset, *reasons, decoder.skipped, decoder.newer)
