"""Where event files live: what the flags name, and which place answers for it. The only module that knows.

A run is a directory that holds a file with ``tfevents`` in its name; its name is the path below the
logdir. A path is a directory on this machine or an address such as ``s3://bucket/logs``. Nothing is parsed
here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import is_not
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ingest import local_disk, local_file
from ingest.storage import FileStat, Handle, Listing
from ingest.store import SourceState

if TYPE_CHECKING:
    from ingest.storage import Memory, Place

__all__ = [
    "FileStat", "Found", "Logdirs", "Source", "directories", "discover", "is_file", "located", "open_file",
    "sources_from",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A logdir to look at, and what its runs' names begin with (only ``--logdir_spec`` gives a name)."""

    path: str
    name: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether it takes a network to read it."""
        return is_remote(self.path)


@dataclass(frozen=True, slots=True)
class Found:
    """What is there now: the state of each source, and the event files of each run, by name."""

    sources: tuple[SourceState, ...]
    runs: Mapping[str, tuple[FileStat, ...]] = field(default_factory=dict)


def sources_from(logdir: str, logdir_spec: str = "") -> tuple[Source, ...]:
    """The sources that the flags name; ``--logdir_spec`` is ``name1:path1,name2:path2`` or plain paths."""
    if logdir:
        return (Source(located(logdir)),)
    return tuple(_source(part.strip()) for part in logdir_spec.split(",") if part.strip())


def is_remote(path: str) -> bool:
    """Whether a path is an address; ``file://`` is one only until it is ``located``."""
    return "://" in path


def located(path: str) -> str:
    """A path as people type it, with their home directory found; addresses stay as they are."""
    if path.startswith("file://"):
        return url2pathname(urlsplit(path).path)
    return path if is_remote(path) else os.path.expanduser(path)


def _source(part: str) -> Source:
    name, colon, path = part.partition(":")
    # A drive letter or a scheme is no name, and neither is a path with a colon in it.
    drive = len(name) == 1 and (os.name == "nt" or path.startswith("\\"))
    if not colon or drive or path.startswith("//") or "/" in name:
        return Source(located(part))
    return Source(located(path), name)


class Logdirs:
    """The sources, looked at again and again; what did not change costs little."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._places = [(source, place(source.path)) for source in sources]
        self._listings: list[Listing] = []
        self._found = Found(())

    def look(self) -> Found:
        """What is there now, the same value as before where nothing happened."""
        listings = [where.look() for _, where in self._places]
        if not self._listings or any(map(is_not, listings, self._listings)):
            self._found = self._joined(listings)
            self._listings = listings
        return self._found

    def remember(self) -> list[Memory]:
        """What each source has seen, for another process."""
        return [where.remember() for _, where in self._places]

    def recall(self, memories: Iterable[Memory]) -> None:
        """Go on from what another process saw of each source."""
        for (_, where), memory in zip(self._places, memories, strict=True):
            where.recall(memory)

    def _joined(self, listings: Iterable[Listing]) -> Found:
        """A missing source is a state, not an error."""
        states: list[SourceState] = []
        runs: dict[str, tuple[FileStat, ...]] = {}
        for (source, _), listing in zip(self._places, listings, strict=True):
            states.append(SourceState(source.path, listing.problem, listing.reason))
            if source.name:
                runs.update({f"{source.name}/{name}": files for name, files in listing.runs.items()})
            else:
                runs.update(listing.runs)
        return Found(tuple(states), runs)


def discover(sources: Sequence[Source]) -> Found:
    """One look at the sources."""
    return Logdirs(sources).look()


def is_file(path: str) -> bool:
    """Whether a path is a file, where a directory may be expected."""
    return place(path).look().problem == "not a directory" if is_remote(path) else os.path.isfile(path)


def directories(path: str) -> Iterator[tuple[str, list[str]]]:
    """Each directory that holds event files, with their paths, in the order in which they are listed."""
    if not is_remote(path):
        yield from local_disk.directories(path)
        return
    listing = place(path).look()
    if listing.problem == "unreadable":
        raise OSError(0, listing.reason, path)
    for files in listing.runs.values():
        yield files[0].path.rpartition("/")[0], [file.path for file in files]


def place(path: str) -> Place:
    """Who answers for a path."""
    if not is_remote(path):
        return local_disk.LocalDisk(path)
    from ingest import remote

    return remote.Remote(path)


def open_file(path: str, found: FileStat | None = None) -> Handle:
    """An event file, to be read by offset; ``found``, from discovery, spares remote stores a question."""
    if not is_remote(path):
        return local_file.open_file(path)
    from ingest import remote

    return remote.open_file(path, found)
