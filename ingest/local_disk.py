"""Event files on this machine's file systems.

Each real directory is walked once, whatever links lead to it, and by its real path where it has one. A
directory whose time stamps have not moved has the names it had, so only its event files are looked at: that
makes a look at ten thousand quiet runs cheap. File systems that do not keep the stamps are found out. What is
there but cannot be read for a while stays as it was; only what is gone, goes.
"""

from __future__ import annotations

import errno
import math
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.storage import MARK, FileStat, Listing, Memory, Runs, printable

if TYPE_CHECKING:
    from ingest.store import Problem

Stamps = tuple[int, int, int, int]
_Preadv = Callable[[int, tuple[memoryview], int], int]

COARSE_NS = 3 * 10**9
"""Stamps younger than this may stand still through another change: some file systems count in two seconds."""

VERIFY_NS = 60 * 10**9
"""A directory is listed again after this time, give or take a third, whatever its stamps say."""

_GONE = FileNotFoundError, NotADirectoryError
"""What says that a path leads nowhere; of other errors the cause may pass."""


def stamps_of(path: str) -> Stamps | None:
    """Which directory it is, and when names in it last changed; None where it is none or cannot be seen.

    The second time is that of the last change of any kind, which nobody can set back.
    """
    try:
        seen = os.stat(path)
    except OSError:
        return None
    if stat.S_ISDIR(seen.st_mode):
        return seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns
    return None


@dataclass(slots=True)
class _Directory:
    """A directory as it was when it was listed, and its event files as they were at the last look.

    ``seen`` are the files of ``marked``, None where there is no regular one; ``files`` those that there are.
    Until ``holds_until`` (ns since 1970) the names are the same as long as the stamps are.
    """

    run: str
    stamps: Stamps
    is_settled: bool
    holds_until: int
    marked: list[str]
    below: list[str]
    links: list[str]
    seen: list[FileStat | None]
    files: tuple[FileStat, ...] = ()

    @property
    def names(self) -> tuple[list[str], list[str], list[str]]:
        """Everything in it that matters."""
        return self.marked, self.below, self.links

    def look(self) -> tuple[FileStat, ...]:
        """The event files as they are now: the same tuple where nothing happened to any of them."""
        now = list(map(_file, self.marked, self.seen))
        if now != self.seen:
            self.seen = now
            self.files = tuple([file for file in now if file is not None])
        return self.files

    def take_over(self, before: _Directory) -> None:
        """Go on from an earlier listing with the same names."""
        if self.marked == before.marked:
            self.seen, self.files = before.seen, before.files


class LocalDisk:
    """A directory; remembers what it saw so that the next look is cheap."""

    def __init__(
        self,
        path: str,
        clock_ns: Callable[[], int] = time.time_ns,
        stamps_of: Callable[[str], Stamps | None] = stamps_of,
    ) -> None:
        self._root = str(Path(path))
        self._below = len(os.path.join(self._root, ""))
        self._clock_ns = clock_ns
        self._stamps_of = stamps_of
        self._known: dict[str, _Directory] = {}
        self._passed_by: dict[str, Stamps | None] = {}
        self._keeps_stamps = True
        self._is_recalled = False
        self._last = Listing("missing")
        self._device = 0

    def look(self) -> Listing:
        """The runs that are there now; the same value as before where nothing happened to any of them."""
        problem, reason = _problem(self._root)
        runs = {} if problem else self._looked()
        if not problem and self._is_unmounted(runs):
            problem, reason = "missing", "Another file system is in its place."
        if problem and self._last.runs:
            runs = self._last.runs
            reason = f"{reason or 'It is gone.'} What was read of it is still shown."
        if (problem, reason) != (self._last.problem, self._last.reason) or runs != self._last.runs:
            self._last = Listing(problem, reason, runs)
        return self._last

    def _is_unmounted(self, runs: Runs) -> bool:
        """Whether nothing is there any more because the directory is on another device than its runs were."""
        root = self._known.get(self._root)
        if runs and root:
            self._device = root.stamps[0]
        return not runs and bool(self._last.runs) and root is not None and root.stamps[0] != self._device

    def _looked(self) -> Runs:
        now_ns = self._clock_ns()
        if self._is_recalled or not self._is_as_it_was(now_ns):
            self._known = self._walk(now_ns)
            self._is_recalled = False
        return {directory.run: files for directory in self._known.values() if (files := directory.look())}

    def remember(self) -> Memory:
        """The directories whose stamps tell by themselves that they have the names they had."""
        settled = self._known.items() if self._keeps_stamps else ()
        return [
            (path[self._below :], directory.stamps, *map(_base_names, directory.names))
            for path, directory in settled
            if directory.is_settled
        ]

    def recall(self, memory: Memory) -> None:
        """Take for listed what another process listed, where the stamps say so: for a minute, as ever."""
        now_ns, above = self._clock_ns(), os.path.join(self._root, "")
        self._is_recalled = True
        for below, stamps, *names in memory:
            path = f"{above}{below}" if below else self._root
            inside = f"{path}{os.sep}" if below else above
            paths = [[inside + name for name in some] for some in names]
            self._known[path] = self._directory(path, tuple(stamps), now_ns, *paths)

    def _is_as_it_was(self, now_ns: int) -> bool:
        """Whether a walk would come to the same directories and names; much quicker than a walk."""
        if not self._known or not self._keeps_stamps:
            return False
        stamps_of = self._stamps_of
        for path, directory in self._known.items():
            if stamps_of(path) != directory.stamps:
                return False
            if now_ns >= directory.holds_until and not self._is_confirmed(path, directory, now_ns):
                return False
        return all(stamps_of(path) == stamps for path, stamps in self._passed_by.items())

    def _is_confirmed(self, path: str, directory: _Directory, now_ns: int) -> bool:
        """List a directory again whose stamps stood still; two listings that differ are a broken promise."""
        again = self._listed(path, directory.stamps, now_ns)
        if again is None or again.names != directory.names:
            if again and directory.is_settled and self._stamps_of(path) == directory.stamps:
                self._keeps_stamps = False
            return False
        directory.holds_until, directory.is_settled = again.holds_until, again.is_settled
        return True

    def _walk(self, now_ns: int) -> dict[str, _Directory]:
        """Real directories before links, so that a run has the name of its real place where it has one."""
        trusted_ns = now_ns if self._keeps_stamps else math.inf
        found: dict[str, _Directory] = {}
        visited: set[tuple[int, int]] = set()
        places: list[str] = [self._root]
        links: list[str] = []
        self._passed_by = {}
        while places or links:
            path = places.pop() if places else links.pop()
            stamps = self._stamps_of(path)
            before = self._known.get(path)
            if stamps is None:
                directory = _kept(path, before)
            elif stamps[:2] in visited:
                directory = None
            elif before and before.stamps == stamps and trusted_ns < before.holds_until:
                directory = before
            else:
                directory = self._listed(path, stamps, now_ns) or _kept(path, before)
            if directory is None:
                self._passed_by[path] = stamps
                continue
            visited.add(directory.stamps[:2])
            if before is not None and before is not directory:
                directory.take_over(before)
            found[path] = directory
            places += directory.below
            links += directory.links
        return found

    def _listed(self, path: str, stamps: Stamps, now_ns: int) -> _Directory | None:
        """What a directory holds; None if it cannot be read."""
        try:
            with os.scandir(path) as entries:
                found = list(entries)
        except OSError:
            return None
        marked, below, links = [], [], []
        for entry in found:
            if MARK in entry.name:
                marked.append(entry.path)
            if _is_real_directory(entry):
                below.append(entry.path)
            elif entry.is_symlink():
                links.append(entry.path)
        return self._directory(path, stamps, now_ns, sorted(marked), sorted(below), sorted(links))

    def _directory(
        self, path: str, stamps: Stamps, now_ns: int, marked: list[str], below: list[str], links: list[str]
    ) -> _Directory:
        run = printable(path[self._below :] or ".")
        seen: list[FileStat | None] = [None] * len(marked)
        is_settled = now_ns - stamps[2] > COARSE_NS and now_ns - stamps[3] > COARSE_NS
        holds_until = now_ns + _patience(stamps) if is_settled else 0
        return _Directory(run, stamps, is_settled, holds_until, marked, below, links, seen)


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


def directories(root: str) -> Iterator[tuple[str, list[str]]]:
    """Each directory with event files, and their paths, in the order in which the file system lists them.

    Links are followed wherever they lead, but not round in circles.
    """
    places: list[tuple[str, frozenset[tuple[int, int]]]] = [(root, frozenset())]
    while places:
        path, above = places.pop()
        stamps = stamps_of(path)
        if stamps is None or stamps[:2] in above:
            continue
        with suppress(OSError):
            names = [os.path.join(path, name) for name in os.listdir(path)]
            files = [name for name in names if MARK in os.path.basename(name) and os.path.isfile(name)]
            if files:
                yield path, files
            places += [(name, above | {stamps[:2]}) for name in reversed(names) if os.path.isdir(name)]


def _base_names(paths: list[str]) -> list[str]:
    return [os.path.basename(path) for path in paths]


def _problem(path: str) -> tuple[Problem | None, str]:
    """What is wrong with a logdir, with a sentence where there is more to say."""
    try:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            return "not a directory", ""
        number = 0 if os.access(path, os.R_OK | os.X_OK) else errno.EACCES
    except _GONE:
        return "missing", ""
    except OSError as error:
        number = error.errno or errno.EIO
    return ("unreadable", f"It cannot be read: {os.strerror(number)}.") if number else (None, "")


def _kept(path: str, before: _Directory | None) -> _Directory | None:
    """A directory as it was, to be looked at again soon, where it cannot be read; None where it is gone."""
    try:
        is_there = stat.S_ISDIR(os.stat(path).st_mode)
    except OSError as error:
        is_there = not isinstance(error, _GONE)
    return replace(before, is_settled=False, holds_until=0) if before and is_there else None


def _is_real_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _patience(stamps: Stamps) -> int:
    """How long to trust the stamps, not the same for all, so that not all are listed again at once."""
    return VERIFY_NS * 2 // 3 + stamps[1] % 40 * (VERIFY_NS // 60)


def _file(path: str, before: FileStat | None) -> FileStat | None:
    """A regular file as it is now, the same value as before where nothing happened to it.

    One that is there but cannot be seen differs from what it was, so that whoever reads it finds out why.
    """
    try:
        seen = os.stat(path)
    except _GONE:
        return None
    except OSError:
        return before and before._replace(mtime_ns=-1)
    if (
        before is not None
        and before.size == seen.st_size
        and before.mtime_ns == seen.st_mtime_ns
        and before.identity == (seen.st_dev, seen.st_ino)
    ):
        return before
    return stat_of(path, seen) if stat.S_ISREG(seen.st_mode) else None
