"""What was read before, kept on disk: opening a logdir again reads the cache and only the new bytes.

Per user; one directory for each version of the code, in it one for each logdir. Writing happens in a thread
of its own, behind everything else, and may be cut off at any time. What goes wrong with the cache is told
once and costs nothing but time: everything in it can be read again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import cache_entry, pack
from ingest.mounts import is_local
from ingest.shelf import Shelf, Stopped, prune

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ingest.cache_entry import Entry
    from ingest.file_loader import FileLoader
    from ingest.logdir import Source
    from ingest.names import Names
    from ingest.storage import FileStat, Memory
    from ingest.store import FileData
    from ingest.told import Told

logger = logging.getLogger(__name__)

LIMIT = 2 << 30
"""Bytes of all logdirs together; a tenth of the free disk where that is less."""

ENOUGH = 1 << 20
"""New bytes that are worth writing down, if they are also a quarter of what is kept."""

EVERY = 10.0
"""Seconds between two writes, at least."""

_NICE = 10


class Cache:
    """The cache as one Ingester sees it. ``limit`` in bytes; ``every``: seconds between two writes."""

    def __init__(
        self, directory: Path, *, limit: int | None = None, every: float = EVERY, code: int = cache_entry.CODE
    ) -> None:
        self._directory = directory
        self._home = directory / f"v{pack.FORMAT}.{code}"
        self._limit = limit
        self.every = every
        self._shelves: list[Shelf] = []
        self._unsaved: dict[str, FileLoader] = {}
        self._saved: dict[str, tuple[int, int]] = {}
        self._writer: threading.Thread | None = None
        self._stop = threading.Event()
        self._wrote: float | None = None
        self._told = False

    def open(self, sources: Iterable[Source], names: Names) -> bool:
        """Find out what is kept of some logdirs; false where that is known already."""
        if self._shelves:
            return False
        mapped = is_local(self._directory)
        for source in sources:
            key, root = _place(source)
            stamped = not source.is_remote and is_local(Path(source.path))
            shelf = Shelf(root, self._home / key, names, mapped, stamped)
            with suppress(OSError):
                shelf.open()
            self._shelves.append(shelf)
        return True

    def memories(self) -> list[Memory]:
        """What was seen of each of the logdirs when they were last written of."""
        return [shelf.memory for shelf in self._shelves]

    def take(self, path: str) -> Entry | None:
        """What is kept of a file; each is given once."""
        shelf = self._shelf_of(path)
        entry = shelf.take(path) if shelf else None
        if entry is not None:
            self._saved[path] = 0, entry.position.offset
        return entry

    def run(self, files: Sequence[FileStat]) -> list[tuple[FileData, Told]] | None:
        """What all files of a run, in order, gave and told, if nothing happened to any of them since."""
        shelf = self._shelf_of(files[0].path)
        return shelf.run(files) if shelf else None

    def kept(self, path: str) -> int:
        """Bytes of a file that need not be read, if it still is the one that was."""
        shelf = self._shelf_of(path)
        return shelf.kept(path) if shelf else 0

    def note(self, files: Iterable[FileLoader]) -> None:
        """These files may have more than before."""
        for file in files:
            if self._saved.get(file.path) != _extent_of(file):
                self._unsaved[file.path] = file

    def tend(self, present: Callable[[], Collection[str]], remember: Callable[[], Sequence[Memory]]) -> None:
        """Write down what is new, in the background, if it is enough; no file is being read meanwhile.

        ``present``: the files that are there; ``remember``: what was seen of each logdir.
        """
        if not self._unsaved or self._is_busy():
            return
        self._unsaved = {
            path: file for path, file in self._unsaved.items() if self._saved.get(path) != _extent_of(file)
        }
        chosen = self._worthwhile()
        if not chosen:
            return
        paths = present()
        entries: dict[str, Entry] = {}
        for file in chosen:
            del self._unsaved[file.path]
            entry = file.entry() if file.path in paths else None
            if entry is not None:
                entries[file.path] = entry
        if entries:
            self._writer = threading.Thread(
                target=self._write, args=(entries, paths, remember()), name="cache", daemon=True
            )
            self._writer.start()

    def close(self, patience: float | None = None) -> None:
        """Let a write come to its end; with ``patience``, cut it off after so many seconds."""
        if patience is not None:
            self._stop.set()
        if self._writer is not None:
            self._writer.join(patience)

    def _is_busy(self) -> bool:
        writing = self._writer is not None and self._writer.is_alive()
        return writing or (self._wrote is not None and time.monotonic() - self._wrote < self.every)

    def _worthwhile(self) -> list[FileLoader]:
        """The files to write: those with much that is new, and all if there is much together."""
        new = {path: self._new_bytes(file) for path, file in self._unsaved.items()}
        known = sum(offset for _, offset in self._saved.values())
        known += sum(shelf.kept_of_all for shelf in self._shelves)
        together = sum(new.values())
        if together > max(ENOUGH, known // 4):
            return list(self._unsaved.values())
        return [file for path, file in self._unsaved.items() if self._is_much(path, new[path])]

    def _is_much(self, path: str, new: int) -> bool:
        return path not in self._saved or new > max(ENOUGH, self._saved[path][1] // 4)

    def _new_bytes(self, file: FileLoader) -> int:
        generation, offset = self._saved.get(file.path, (file.generation, 0))
        return file.offset - (offset if generation == file.generation else 0)

    def _write(self, entries: dict[str, Entry], present: Collection[str], memories: Sequence[Memory]) -> None:
        _step_back()
        try:
            limit = self._room()
            for shelf, memory in zip(self._shelves, memories, strict=True):
                mine = {path: entry for path, entry in entries.items() if self._shelf_of(path) is shelf}
                if mine:
                    for path in shelf.write(mine, present, limit, lambda: not self._stop.is_set()):
                        self._saved.pop(path, None)
                    self._saved.update({path: _extent(entry) for path, entry in mine.items()})
                    shelf.keep_memory(memory)
            prune(self._directory, limit)
        except Stopped:
            pass
        except OSError as error:
            self._tell(error)
        except Exception:
            logger.exception("The cache could not be written")
        self._wrote = time.monotonic()

    def _room(self) -> int:
        """Bytes that the cache may have."""
        if self._limit is not None:
            return self._limit
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        return min(LIMIT, shutil.disk_usage(self._directory).free // 10)

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            logger.warning(
                "The cache in %s cannot be written (%s): what is read now will be read again next time",
                self._directory,
                error.strerror or error,
            )

    def _shelf_of(self, path: str) -> Shelf | None:
        for shelf in self._shelves:
            if path.startswith(shelf.root):
                return shelf
        return None


def of_user(directory: str = "") -> Cache:
    """The cache in a directory, or else in the user's own cache directory."""
    if directory:
        return Cache(Path(directory).expanduser())
    from platformdirs import user_cache_path

    return Cache(user_cache_path("tensorbored", appauthor=False))


def _extent_of(file: FileLoader) -> tuple[int, int]:
    return file.generation, file.offset


def _extent(entry: Entry) -> tuple[int, int]:
    return entry.data.generation, entry.position.offset


def _place(source: Source) -> tuple[str, str]:
    """The name of a logdir's directory in the cache, and what the paths of its files begin with."""
    if source.is_remote:
        root = f"{source.path.rstrip('/')}/"
        place = root
    else:
        root = os.path.join(str(Path(source.path)), "")
        place = os.path.realpath(source.path)
    return hashlib.blake2b(os.fsencode(place), digest_size=10).hexdigest(), root


def _step_back() -> None:
    """Let every other thread go first, where the system knows priorities of threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
