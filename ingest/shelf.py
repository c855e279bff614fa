"""The packs of one logdir on disk: a directory of files that are written once and never changed.

A newer pack wins over an older one, file by file. Each write swallows the packs that are not much larger than
what it writes, so there are few, and a point is written a logarithmic number of times. Anybody may remove any
of them at any time, other servers write beside us, and what cannot be read was never there.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import pack
from ingest.cache_reading import Entries
from ingest.cache_writing import KINDS, SHARED, Numbering, item
from ingest.told import together

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import BinaryIO

    from ingest.cache_entry import Entry
    from ingest.names import Names
    from ingest.pack import Pack
    from ingest.storage import FileStat, Memory
    from ingest.store import FileData
    from ingest.told import Told

logger = logging.getLogger(__name__)

SUFFIX, DRAFT = ".pack", ".draft"

MEMORY = "directories.memory"

_FORGOTTEN = 600
"""Seconds without a write after which a draft has lost its writer."""


_UNREADABLE = (pack.Damaged, LookupError, TypeError, ValueError)
"""What becomes of a file that is damaged, or that was written by a program that is not quite ours."""


class Stopped(Exception):
    """There is no time left to write."""


@dataclass(slots=True)
class _Kept:
    """A pack on disk. ``size``: its bytes; ``whole``: those of its arrays; ``files``: those of each file of
    which it has the newest state.
    """

    path: Path
    size: int
    whole: int
    files: dict[str, int] = field(default_factory=dict)

    @property
    def live(self) -> int:
        """Bytes that are of use."""
        return sum(self.files.values())


@dataclass(slots=True)
class Shelf:
    """``root``: the logdir; ``directory``: where its packs are; ``mapped``: whether they may be mapped;
    ``stamped``: whether directories of the logdir have time stamps to rely on.
    """

    root: str
    directory: Path
    names: Names
    mapped: bool
    stamped: bool = False
    _packs: list[_Kept] = field(default_factory=list)
    _found: dict[str, tuple[Entries, int]] = field(default_factory=dict)
    _memory: Memory = field(default_factory=dict)
    _sound: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        """Find out what there is."""
        self._recall()
        newest: dict[str, int] = {}
        for path in sorted(self.directory.glob(f"*{SUFFIX}")):
            known = self._read(path)
            with suppress(*_UNREADABLE):
                if known is not None:
                    self._add(known, path, newest)
        for kept in [kept for kept in self._packs if not kept.files]:
            self._drop(kept)

    def _add(self, known: Pack, path: Path, newest: dict[str, int]) -> None:
        """Take in a pack; ``newest``: when each file was read for the packs so far, in nanoseconds."""
        entries, kept = Entries(known, self.names), _Kept(path, known.nbytes, known.size)
        self._packs.append(kept)
        for index, facts in enumerate(entries.facts):
            name = facts.name
            if name not in newest:
                kept.files[name] = known.size_of(index)
            elif facts.read_ns >= newest[name]:
                self._own(kept, name, known.size_of(index))
            else:
                continue
            newest[name] = facts.read_ns
            self._found[name] = entries, index

    def kept(self, path: str) -> int:
        """Bytes of a file that can be taken."""
        entries, index = self._found.get(path[len(self.root) :], (None, 0))
        return entries.bytes_read(index) if entries else 0

    @property
    def kept_of_all(self) -> int:
        """Bytes of all files that can be taken."""
        return sum([entries.bytes_read(index) for entries, index in self._found.values()])

    def run(self, files: Iterable[FileStat]) -> list[tuple[FileData, Told]] | None:
        """What all files of a run gave and told, by their paths, if nothing happened to any of them since;
        they can be taken as before.
        """
        found: list[tuple[Entries, int, str]] = []
        marks: list[str] = []
        for file in files:
            entries, index = self._found.get(file.path[len(self.root) :], (None, 0))
            if entries is None:
                return None
            facts = entries.facts[index]
            if not facts.is_all_of(file) or facts.before != together(marks):
                return None
            marks.append(facts.told)
            found.append((entries, index, file.path))
        with suppress(*_UNREADABLE):  # whoever takes it says so
            return [entries.data(index, path) for entries, index, path in found]
        return None

    def take(self, path: str) -> Entry | None:
        """What is kept of a file; told once."""
        found = self._found.pop(path[len(self.root) :], None)
        if found is None:
            return None
        try:
            return found[0].entry(found[1], path)
        except _UNREADABLE as damage:
            logger.info("A kept event file is read again: %r: %s", path, damage)
            return None

    def write(
        self, entries: Mapping[str, Entry], present: Collection[str], room: int, go_on: Callable[[], bool]
    ) -> set[str]:
        """Keep some files, by path, in at most ``room`` bytes; returns those that were kept and are lost.

        ``present``: the files that are there; others are forgotten when their pack is written again.
        """
        new = {path[len(self.root) :]: entry for path, entry in entries.items()}
        swallowed = self._swallowed(new)
        old, lost = self._old(swallowed, new.keys(), {path[len(self.root) :] for path in present})
        room -= sum(kept.size for kept in self._packs if kept not in swallowed)
        chosen = dict(_fitting({**old, **new}, room))
        if chosen:
            self._put(chosen, go_on)
        for kept in swallowed:
            self._drop(kept)
        return {self.root + name for name in lost}

    @property
    def memory(self) -> Memory:
        """What was seen of the logdir's directories; empty where nothing is kept of them."""
        return self._memory if self.stamped else {}

    def keep_memory(self, memory: Memory) -> None:
        """Keep what was seen of the logdir's directories, and which packs need no checksum until the machine
        is started again: those that are on the disk, as long as nobody wrote to them since.
        """
        names = {kept.path.name for kept in self._packs}
        self._sound = {name: stamp for name, stamp in self._sound.items() if name in names}
        with self._draft(self.directory / MEMORY) as out:
            head = {"boot": _boot(), "sound": self._sound, "memory": memory}
            pack.Writer(out, {}).finish(head)

    def _recall(self) -> None:
        known = self._read(self.directory / MEMORY)
        if known:
            self._memory = known.head.get("memory", {})
            self._sound = known.head["sound"] if known.head.get("boot") == _boot() != "" else {}

    def _swallowed(self, new: Mapping[str, Entry]) -> list[_Kept]:
        """The packs to write again with what is new."""
        size = sum(entry.nbytes for entry in new.values())
        swallowed = []
        for kept in reversed(self._packs):
            live = sum(size for name, size in kept.files.items() if name not in new)
            if live <= 2 * size or 2 * live < kept.whole:
                swallowed.append(kept)
                size += live
        return swallowed

    def _old(
        self, swallowed: Iterable[_Kept], new: Collection[str], present: Collection[str]
    ) -> tuple[dict[str, Entry], set[str]]:
        """What the packs to swallow have besides what is new; and what they should have and have not."""
        old: dict[str, Entry] = {}
        lost: set[str] = set()
        for kept in swallowed:
            wanted = {name for name in kept.files if name not in new and name in present}
            known = self._read(kept.path) if wanted else None
            entries = Entries(known, self.names) if known else None
            for index, facts in enumerate(entries.facts if entries else ()):
                name = facts.name
                if entries and name in wanted:
                    with suppress(*_UNREADABLE):
                        old[name] = entries.entry(index, self.root + name)
            lost |= wanted - old.keys()
        return old, lost

    def _put(self, entries: Mapping[str, Entry], go_on: Callable[[], bool]) -> None:
        """Write a pack: beside, then renamed, so that nobody ever sees half of one.

        It is forced to the disk before: it will be believed without its checksums, and a disk that fails to
        take it says so only to those who wait. Nobody waits for us.
        """
        path = self.directory / f"{_stem()}{SUFFIX}"
        with self._draft(path) as out:
            size, sizes = self._write(out, entries, go_on)
            out.flush()
            os.fsync(out.fileno())
        self._sound[path.name] = path.stat().st_mtime_ns
        kept = _Kept(path, size, sum(sizes.values()))
        self._packs.append(kept)
        for name, bytes_ in sizes.items():
            self._own(kept, name, bytes_)

    def _write(
        self, out: BinaryIO, entries: Mapping[str, Entry], go_on: Callable[[], bool]
    ) -> tuple[int, dict[str, int]]:
        numbering, sizes = Numbering.of(list(entries.values())), {}
        writer = pack.Writer(out, KINDS, SHARED)
        for name, entry in entries.items():
            if not go_on():
                raise Stopped
            sizes[name] = writer.add(item(name, entry, numbering, self.names))
        head = {"logdir": self.root, **numbering.head(self.names)}
        return writer.finish(head), sizes

    @contextmanager
    def _draft(self, path: Path) -> Iterator[BinaryIO]:
        """A file to write: it takes its place once it is whole, and is none where that fails."""
        draft = path.with_name(f"{_stem()}{DRAFT}")
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", 1 << 20) as out:
                yield out
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise

    def _own(self, owner: _Kept, name: str, size: int) -> None:
        """The newest state of a file is in this pack now."""
        for kept in self._packs:
            kept.files.pop(name, None)
        owner.files[name] = size

    def _read(self, path: Path) -> Pack | None:
        """A pack, now the one last used; None, and it is removed, where it is damaged."""
        try:
            known = pack.read(path, mapped=self.mapped, sound_at=self._sound.get(path.name))
            with suppress(OSError):
                os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
        except pack.Damaged as damage:
            logger.info("A damaged pack of event files is removed: %s: %s", path, damage)
            with suppress(OSError):
                path.unlink()
        except OSError:
            pass
        else:
            return known
        return None

    def _drop(self, kept: _Kept) -> None:
        self._packs.remove(kept)
        with suppress(OSError):
            kept.path.unlink()


def _boot() -> str:
    """When this machine was started, as it says itself; empty where it does not."""
    with suppress(OSError), open("/proc/sys/kernel/random/boot_id", encoding="ascii") as told:
        return told.read().strip()
    return ""


def _stem() -> str:
    """A name that nobody else takes; a later one comes behind an earlier one."""
    return f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"


def _fitting(entries: Mapping[str, Entry], room: int) -> Iterable[tuple[str, Entry]]:
    """The files that fit, those that changed last first."""
    latest = sorted(entries.items(), key=lambda known: known[1].position.seen.mtime_ns, reverse=True)
    for name, entry in latest:
        room -= entry.nbytes
        if room >= 0:
            yield name, entry


def prune(root: Path, limit: int) -> None:
    """Remove the packs that were not used for longest until the rest fits, and drafts nobody writes on."""
    packs = []
    for path in root.glob("*/*/*"):
        with suppress(OSError):
            seen = path.stat()
            if path.suffix == SUFFIX or path.name == MEMORY:
                packs.append((seen.st_atime_ns, seen.st_size, path))
            elif path.suffix == DRAFT and time.time() - seen.st_mtime > _FORGOTTEN:
                path.unlink()
    total = sum(size for _, size, _ in packs)
    for _, size, path in sorted(packs):
        if total <= limit:
            return
        with suppress(OSError):
            path.unlink()
            total -= size
