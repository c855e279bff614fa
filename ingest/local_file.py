"""An event file on this machine's file systems, read by offset."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import FileIO

from ingest.storage import FileStat

_Preadv = Callable[[int, tuple[memoryview], int], int]
_preadv: _Preadv | None = getattr(os, "preadv", None)  # one call instead of two, where the system has it


class LocalFile(FileIO):
    """An open file on disk."""

    leap = 1 << 15

    def __init__(self, path: str, handle: int) -> None:
        super().__init__(handle, "rb")
        self.path = path
        self._number = handle

    def stat(self) -> FileStat:
        """The file as it is now."""
        return stat_of(self.path, os.fstat(self.fileno()))

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes from an offset on; fewer where the file ends."""
        self.seek(offset)
        return self.read(size)

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fill a buffer with the bytes from an offset on; how many there were."""
        if _preadv is not None:
            return _preadv(self._number, (buffer,), offset)
        self.seek(offset)
        return self.readinto(buffer)


def open_file(path: str) -> LocalFile:
    """A file, to be read by offset; never blocks, even where the path turned into a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return LocalFile(path, os.open(path, flags))


def stat_of(path: str, seen: os.stat_result) -> FileStat:
    """The parts of a stat that tell whether a file changed."""
    return FileStat(path, seen.st_size, seen.st_mtime_ns, (seen.st_dev, seen.st_ino))
