"""Where event files live: discovery, identity and reading. The only module that knows the file system.

A run is a directory that holds a file with ``tfevents`` in its name; its name is the path below the
logdir. Each real directory is walked once, whatever links lead to it. Nothing is parsed here.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.store import SourceState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.store import Problem

MARK = "tfevents"


@dataclass(frozen=True, slots=True)
class Source:
    """A logdir to look at, and what its runs' names begin with (only ``--logdir_spec`` gives a name)."""

    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file as discovery saw it; a reader that has seen an equal one has nothing to do."""

    path: str
    size: int
    mtime_ns: int
    identity: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What is there now: the state of each source, and the event files of each run, by name."""

    sources: tuple[SourceState, ...]
    runs: Mapping[str, tuple[FileStat, ...]] = field(default_factory=dict)


def sources_from(logdir: str, logdir_spec: str = "") -> tuple[Source, ...]:
    """The sources that the flags name; ``--logdir_spec`` is ``name1:path1,name2:path2`` or plain paths."""
    if logdir:
        return (Source(os.path.expanduser(logdir)),)
    return tuple(_source(part.strip()) for part in logdir_spec.split(",") if part.strip())


def _source(part: str) -> Source:
    name, colon, path = part.partition(":")
    # A drive letter or a scheme is no name, and neither is a path with a colon in it.
    drive = len(name) == 1 and (os.name == "nt" or path.startswith("\\"))
    if not colon or drive or path.startswith("//") or "/" in name:
        return Source(os.path.expanduser(part))
    return Source(os.path.expanduser(path), name)


def discover(sources: Sequence[Source]) -> Found:
    """Walk the sources. What cannot be read is left out; a missing source is a state, not an error."""
    states: list[SourceState] = []
    runs: dict[str, tuple[FileStat, ...]] = {}
    for source in sources:
        problem = _problem(source.path)
        states.append(SourceState(source.path, problem))
        if problem is None:
            for name, files in _runs(Path(source.path)):
                runs[_printable(f"{source.name}/{name}" if source.name else name)] = files
    return Found(tuple(states), runs)


def open_file(path: str) -> FileIO:
    """An event file, to be read by offset; never blocks, even where the path turned into a pipe."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    return FileIO(handle, "rb")


def stat_of(path: str, seen: os.stat_result) -> FileStat:
    """The parts of a stat that tell whether a file changed."""
    return FileStat(path, seen.st_size, seen.st_mtime_ns, (seen.st_dev, seen.st_ino))


def _problem(path: str) -> Problem | None:
    if not os.path.exists(path):
        return "missing"
    if not os.path.isdir(path):
        return "not a directory"
    return None if os.access(path, os.R_OK | os.X_OK) else "unreadable"


def _runs(root: Path) -> Iterator[tuple[str, tuple[FileStat, ...]]]:
    for directory, files in _walk(str(root)):
        if files:
            yield os.path.relpath(directory, root), tuple(sorted(files, key=lambda file: file.path))


def _walk(root: str) -> Iterator[tuple[str, list[FileStat]]]:
    """Real directories before links, so that a run has the name of its real place where it has one."""
    visited: set[tuple[int, int]] = set()
    places: list[str] = [root]
    links: list[str] = []
    while places or links:
        directory = places.pop() if places else links.pop()
        entries = _entries(directory, visited)
        if entries is None:
            continue
        files = [found for entry in entries if MARK in entry.name and (found := _event_file(entry))]
        yield directory, files
        places += [entry.path for entry in entries if _is_directory(entry, follow=False)]
        links += [entry.path for entry in entries if entry.is_symlink() and _is_directory(entry, follow=True)]


def _entries(directory: str, visited: set[tuple[int, int]]) -> list[os.DirEntry[str]] | None:
    """What a directory holds; None where it was visited before or cannot be read."""
    try:
        seen = os.stat(directory)
        identity = (seen.st_dev, seen.st_ino)
        if identity in visited:
            return None
        visited.add(identity)
        with os.scandir(directory) as entries:
            return list(entries)
    except OSError:
        return None


def _is_directory(entry: os.DirEntry[str], *, follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False


def _event_file(entry: os.DirEntry[str]) -> FileStat | None:
    try:
        seen = entry.stat()
    except OSError:
        return None
    return stat_of(entry.path, seen) if stat.S_ISREG(seen.st_mode) else None


def _printable(name: str) -> str:
    """A run's name as text that can leave the process: bytes that are not UTF-8 are spelled out."""
    return os.fsencode(name).decode(errors="backslashreplace")
