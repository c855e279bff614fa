"""One event file: where we are in it, and what it has given so far, as immutable FileData."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.decoder import Decoder
from ingest.event_file import EventFile
from ingest.logdir import open_file
from ingest.store import FileData, FileState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.beat import Beats
    from ingest.logdir import FileStat
    from ingest.store import State, TagInfo


class FileLoader:
    """Reads one file on, step by step.

    ``infos`` is the run's: what its tags are, by their first events. ``beats``: patterns of all files.
    """

    def __init__(self, path: str, infos: dict[str, TagInfo], beats: Beats) -> None:
        self._file = EventFile(path)
        self._infos = infos
        self._beats = beats
        self._decoder = Decoder(infos, beats)
        self._generation = 0
        self._unreadable: str | None = None
        self._published_tags: dict[str, int] = {}

    @property
    def offset(self) -> int:
        """Bytes read so far."""
        return self._file.offset

    def is_current(self, found: FileStat) -> bool:
        """Whether it was read to its end and nothing happened to it since."""
        return self._file.is_current(found)

    def load(self) -> Iterator[int]:
        """Read to the end that the file has now; yields the bytes of each stretch after taking it in."""
        try:
            with open_file(self._file.path) as handle:
                if self._file.was_replaced(handle):
                    self._restart()
                yield from self._file.blocks(handle, self._decoder.take)
        except OSError as error:
            self._unreadable = f"cannot be read: {error.strerror or error}"
            self._file.seen = None
        else:
            self._unreadable = None

    def data(self) -> FileData:
        """What the file has given so far."""
        decoder = self._decoder
        return FileData(
            self._status(),
            self._shared_tags(),
            {tag: self._infos[tag] for tag in decoder.described},
            decoder.counts,
            decoder.blocks,
            decoder.start_time,
            self._generation,
        )

    def _restart(self) -> None:
        self._file.restart()
        self._decoder = Decoder(self._infos, self._beats)
        self._published_tags = {}
        self._generation += 1

    def _status(self) -> FileState:
        file, decoder = self._file, self._decoder
        size = file.seen.size if file.seen else file.offset
        reason = file.problem or self._unreadable or decoder.skip_reason
        waiting = self._unreadable or file.offset < size
        state: State = "dead" if file.problem else "waiting" if waiting else "active"
        return FileState(file.path, size, file.offset, state, reason, decoder.skipped)

    def _shared_tags(self) -> dict[str, int]:
        """The tags as a mapping that no longer changes; the same one until there is a new tag."""
        if len(self._published_tags) != len(self._decoder.tags):
            self._published_tags = dict(self._decoder.tags)
        return self._published_tags
