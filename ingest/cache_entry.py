"""What of an event file is kept on disk: all that it gave, and where reading left off.

``Facts`` are what can be said of it in JSON; ``cache_writing`` and ``cache_reading`` have the arrays. Knows
nothing of directories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.event_file import Position
from ingest.storage import FileStat
from ingest.store import FileData, FileState
from ingest.told import Told

if TYPE_CHECKING:
    from ingest.names import Names

CODE = 11
"""Changes whenever the same bytes of an event file would give something else than before."""

SETTLED_NS = 3 * 10**9
"""A file changed so shortly before it was read may have changed again without its time stamp moving."""


class Entry(NamedTuple):
    """One file. ``before``: what the files before it in the run had told, as a digest; ``read_ns``: when it
    was read, since 1970.
    """

    position: Position
    data: FileData
    skip_reason: str | None
    told: Told
    before: str
    read_ns: int

    @property
    def is_settled(self) -> bool:
        """Whether the time stamp tells by itself that nothing happened to the file since."""
        return _is_settled(self.position.seen.mtime_ns, self.read_ns)

    @property
    def nbytes(self) -> int:
        """About how much room it takes."""
        columns = sum(block.nbytes for block in self.data.blocks)
        return 1024 + columns + sum(block.nbytes for block in self.data.index_blocks)


def _is_settled(mtime_ns: int, read_ns: int) -> bool:
    return read_ns - mtime_ns > SETTLED_NS


class Facts(NamedTuple):
    """What a pack's header says of a file; a list in JSON. ``read`` is how far, in bytes; ``head`` and
    ``tail`` are bytes of its samples.
    """

    name: str
    size: int
    mtime_ns: int
    identity: list[int]
    version: str
    at_end: bool
    read: int
    problem: str | None
    crc: int
    head: int
    tail: int
    start_time: float | None
    skipped: int
    skip_reason: str | None
    told: str
    before: str
    read_ns: int
    newer: int = 0

    @classmethod
    def of(cls, name: str, entry: Entry, names: Names) -> Facts:
        """Those of a file."""
        position, data = entry.position, entry.data
        seen = position.seen
        return cls(
            name=name,
            size=seen.size,
            mtime_ns=seen.mtime_ns,
            identity=[*seen.identity],
            version=seen.version,
            at_end=position.at_end,
            read=position.offset,
            problem=position.problem,
            crc=position.crc,
            head=len(position.head),
            tail=len(position.tail),
            start_time=data.start_time,
            skipped=data.status.skipped,
            skip_reason=entry.skip_reason,
            told=entry.told.mark(names),
            before=entry.before,
            read_ns=entry.read_ns,
            newer=data.status.newer,
        )

    def position(self, path: str, samples: bytes, at: int, gaps: bytes) -> Position:
        """Where reading left off; ``at``: where in the pack's ``samples`` its own begin."""
        seen = FileStat(path, self.size, self.mtime_ns, (self.identity[0], self.identity[1]), self.version)
        middle = at + self.head
        head, tail = samples[at:middle], samples[middle : middle + self.tail]
        return Position(seen, self.at_end, self.read, self.problem, self.crc, head, tail, gaps)

    def is_all_of(self, found: FileStat) -> bool:
        """Whether the file was read to the end that it has now, and nothing can have happened to it since."""
        return (
            self.at_end
            and self.mtime_ns == found.mtime_ns
            and self.size == found.size
            and self.identity == [*found.identity]
            and self.version == found.version
            and _is_settled(self.mtime_ns, self.read_ns)
        )

    def state(self, path: str) -> FileState:
        """How it stands, as long as nothing happens to it."""
        reasons = self.problem, None, self.skip_reason
        return FileState.of(path, self.size, self.read, *reasons, self.skipped, self.newer)
