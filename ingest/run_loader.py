"""One run: all its event files, read on from where they were left, in the order of their names.

Knows which files the run has now and which changed; what is in them is the file loader's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.copies import Copies
from ingest.file_loader import FileLoader
from ingest.run_tags import RunTags
from ingest.sampling import ALL
from ingest.store import RunData
from ingest.told import together

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ingest.cache import Cache
    from ingest.library import Library
    from ingest.logdir import FileStat
    from ingest.sampling import Sampling
    from ingest.store import FileData


KEPT_IS_QUICKER = 64
"""How many times quicker a byte is taken from the cache than read."""


class RunLoader:
    """Reads one run; used by one thread at a time."""

    def __init__(
        self,
        name: str,
        library: Library,
        *,
        purges: bool = True,
        sampling: Sampling = ALL,
        checks: bool = False,
        cache: Cache | None = None,
    ) -> None:
        self.name = name
        self._library = library
        self._purges = purges
        self._sampling = sampling
        self._checks = checks
        self._cache = cache
        self._tags = RunTags()
        self._copies = Copies()
        self._files: dict[str, FileLoader] = {}
        self._data: dict[str, FileData] = {}
        self._found: tuple[FileStat, ...] = ()
        self._gone = False
        self._is_quiet = False
        self._is_as_kept = self._was_as_kept = False

    @property
    def bytes_read(self) -> int:
        """Bytes read of all files that are still there."""
        return sum([data.status.offset for data in self._data.values()])

    @property
    def bytes_waiting(self) -> int:
        """Bytes that are there and not read yet; of those that are kept, what reading them compares to."""
        waiting = 0
        for file in self._found:
            loader = self._files.get(file.path)
            kept = self._cache.kept(file.path) if self._cache and not loader else 0
            waiting += file.size - (loader.offset if loader else kept - kept // KEPT_IS_QUICKER)
        return waiting

    @property
    def newest(self) -> int:
        """When a file of the run last changed, in nanoseconds since 1970."""
        return max([file.mtime_ns for file in self._found], default=0)

    def synchronize(self, found: tuple[FileStat, ...]) -> bool:
        """Take note of the files that are there now; true when there is something to read or to forget.

        The very same tuple again means that nothing happened: so discovery lets a quiet run cost nothing.
        """
        if found is self._found and self._is_quiet:
            return False
        if self._is_as_kept and found != self._found:
            self._forget_kept()
        self._found = found
        for path in self._files.keys() - {file.path for file in found} if self._files else ():
            del self._files[path]
            self._data.pop(path, None)
            self._gone = True
        self._is_quiet = not self._gone and not self._has_news()
        return not self._is_quiet

    def take_as_kept(self) -> bool:
        """Have everything from the cache; false where something happened since, so that there is to load.

        No file needs a loader then until something happens to one.
        """
        kept = self._cache.run(self._found) if self._cache and not self._files else None
        if kept is None:
            return False
        for file, (data, told) in zip(self._found, kept, strict=True):
            self._data[file.path] = data
            self._tags.adopt(told)
        self._is_as_kept = self._is_quiet = True
        return True

    def load(self, is_over: Callable[[], bool]) -> bool:
        """Read what is new; true when all was read, false when ``is_over`` said to leave off for now."""
        self._gone, is_quiet = False, True
        for file in self._found:
            if not self._is_stale(file):
                continue
            loader = self._loader(file)
            if not loader.is_current(file):
                for _ in loader.load(file):
                    if is_over():
                        self._data[file.path] = loader.data()
                        return False
                is_quiet &= loader.is_current(file)
            self._data[file.path] = loader.data()
        self._is_quiet = is_quiet
        return True

    @property
    def files(self) -> Collection[FileLoader]:
        """What reads its files."""
        return self._files.values()

    def _forget_kept(self) -> None:
        """Something happened: each file is to go on from what is kept of it by itself."""
        self._is_as_kept, self._was_as_kept = False, True
        self._tags = RunTags()
        self._data = {}

    def _loader(self, file: FileStat) -> FileLoader:
        """What reads a file; one that is new goes on from what is kept of it."""
        loader = self._files.get(file.path)
        entry = None
        if loader is None:
            loader = self._files[file.path] = FileLoader(
                file.path, self._tags, self._library, self._sampling, checks=self._checks
            )
            entry = self._cache.take(file.path) if self._cache else None
        if self._cache:
            before, known = self._told_before(file.path)
            loader.telling.begin(before, known)
            if entry and entry.before == before and loader.telling.is_repeatable:
                loader.resume(entry, file, is_shown=self._was_as_kept)
        return loader

    def _told_before(self, path: str) -> tuple[str, int]:
        """A mark for what the files before this one told of tags, and of how many tags."""
        if len(self._found) == 1:
            return "", 0
        tellings = [
            self._files[file.path].telling
            for file in self._found
            if file.path < path and file.path in self._files
        ]
        some = [telling for telling in tellings if telling.count]
        names = self._library.names
        return together(telling.told.mark(names) for telling in some), sum(telling.count for telling in some)

    def data(self) -> RunData | None:
        """The run as it stands; None before its first event."""
        parts = tuple([self._data[file.path] for file in self._found if file.path in self._data])
        if not any(map(_has_something, parts)):
            return None
        tags, names, copies = self._tags, self._library.names, self._copies.among(parts)
        return RunData(self.name, parts, names, tags.infos, self._purges, self._sampling, tags.newer, copies)

    def _has_news(self) -> bool:
        return not self._is_as_kept and any(map(self._is_stale, self._found))

    def _is_stale(self, file: FileStat) -> bool:
        loader = self._files.get(file.path)
        return loader is None or not loader.is_current(file)


def _has_something(part: FileData) -> bool:
    """A file counts once it has an event, or trouble that a person should see."""
    return part.start_time is not None or part.status.reason is not None
