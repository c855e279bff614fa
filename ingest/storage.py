"""What a place that holds event files must offer: a look at what is there, and files read by offset.

``local_disk`` and ``remote`` do it; ``logdir`` chooses between them, and nobody else asks them directly.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from ingest.store import Problem

MARK = "tfevents"

_UNFINISHED = "~", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".gstmp"
_OF_OTHERS = {".~tmp~", ".rsync-partial", ".stversions", ".sync", ".dropbox.cache"}


def is_event_file(name: str) -> bool:
    """Whether a file of this name is one that a program wrote for us to read.

    Not those that programs write beside it: half a copy (rsync, Syncthing, rclone, browsers), what an editor
    keeps, what macOS knows of a file. What is in them stands in the file itself, or soon will.
    """
    return MARK in name and not name.startswith((".", "~")) and not name.endswith(_UNFINISHED)


def may_hold_runs(name: str) -> bool:
    """Whether a directory of this name is looked into: not where programs that copy keep theirs."""
    return name not in _OF_OTHERS


class FileStat(NamedTuple):
    """A file as discovery saw it; a reader that has seen an equal one has nothing to do.

    ``identity`` stays the same while a file grows and differs for another file put in its place; remote
    stores, which replace a file to make it longer, have none (0, 0). ``version`` (remote only: etag or the
    like) changes with any change of the content.
    """

    path: str
    size: int
    mtime_ns: int
    identity: tuple[int, int] = (0, 0)
    version: str = ""


Runs = Mapping[str, tuple[FileStat, ...]]
"""The event files of each run, by path; the run's name is its directory's path below the logdir."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one logdir holds, or what is wrong with it; ``reason``: a sentence where there is more to say, or
    where something below it cannot be read.
    """

    problem: Problem | None = None
    reason: str = ""
    runs: Runs = field(default_factory=dict)


class Handle(Protocol):
    """An open event file. What goes wrong while it is read is an ``OSError``.

    ``leap``: from how many bytes on it is quicker to ask for what comes behind them than to read them.
    """

    leap: int

    def stat(self) -> FileStat:
        """The file as it is now."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes from an offset on; fewer where the file ends."""

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fill a buffer with the bytes from an offset on; how many there were."""

    def __enter__(self) -> Handle: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


Memory = Mapping[str, Any]
"""What a place saw, in values that JSON can say."""


class Place(Protocol):
    """A logdir, wherever it is."""

    def look(self) -> Listing:
        """What is there now. What cannot be read is left out; nothing is raised."""

    def remember(self) -> Memory:
        """What makes the next first look cheap, in another process; empty where nothing does."""

    def recall(self, memory: Memory) -> None:
        """Go on from what another process saw; a memory of something else does no harm."""


def printable(name: str) -> str:
    """A run's name as text that can leave the process: bytes that are not UTF-8 are spelled out."""
    return name if name.isascii() else os.fsencode(name).decode(errors="backslashreplace")
