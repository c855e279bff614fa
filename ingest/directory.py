"""A directory of event files as it was when it was listed, and its files as they were at the last look."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from ingest.local_file import stat_of
from ingest.storage import FileStat

Stamps = tuple[int, int, int, int]

COARSE_NS = 3 * 10**9
"""Stamps younger than this may stand still through another change: some file systems count in two seconds.

So names are believed only where the stamps were older when they were listed, as git does it: any later change
has another stamp, and a new run in an old directory is seen at the next look, after a new start as well.
"""

VERIFY_NS = 60 * 10**9
"""A directory is asked or listed again after this time, give or take a third, whatever it looks like."""

COLD_NS = 300 * 10**9
"""A directory in which nothing changed for so long is cold: programs write at least every two minutes."""

GONE = FileNotFoundError, NotADirectoryError
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
class Directory:
    """``seen`` are the files of ``marked``, None where there is no regular one; ``files`` those there are.

    Until ``holds_until`` (ns since 1970) the names are the same as long as the stamps are. ``is_inside``: it
    is below the logdir and no link leads to it. ``changed_ns``: when something in it changed last.
    """

    run: str
    stamps: Stamps
    marked: list[str]
    below: list[str]
    links: list[str]
    is_settled: bool
    holds_until: int
    changed_ns: int
    seen: list[FileStat | None]
    files: tuple[FileStat, ...] = ()
    is_inside: bool = False
    has_plain_files: bool = True

    @classmethod
    def listed(
        cls, run: str, stamps: Stamps, now_ns: int, marked: list[str], below: list[str], links: list[str]
    ) -> Directory:
        """One with these names; its stamps were taken before it was listed, ``now_ns`` before those."""
        changed_ns = max(stamps[2:])
        is_settled = now_ns - changed_ns > COARSE_NS
        until, unseen = now_ns + _patience(stamps) if is_settled else 0, [None] * len(marked)
        return cls(run, stamps, marked, below, links, is_settled, until, changed_ns, list(unseen))

    @property
    def names(self) -> tuple[list[str], list[str], list[str]]:
        """Everything in it that matters."""
        return self.marked, self.below, self.links

    def look(self, now_ns: int) -> bool:
        """See how the event files are now; false, with the same ``files``, where nothing happened to any."""
        self.has_plain_files = True
        now = list(map(self._file, self.marked, self.seen))
        if now == self.seen:
            return False
        if self.files:  # not the first look, which tells only of what was long before
            self.changed_ns = now_ns
        self.seen, self.files = now, tuple([file for file in now if file is not None])
        return True

    def _file(self, path: str, before: FileStat | None) -> FileStat | None:
        """A regular file as it is now, the same value as before where nothing happened to it.

        One that is there but cannot be seen differs from what it was, so that whoever reads it finds out why.
        """
        try:
            now = os.stat(path)
        except OSError as error:
            self.has_plain_files = False
            return None if isinstance(error, GONE) else before and before._replace(mtime_ns=-1)
        if now.st_nlink != 1:
            self.has_plain_files = False
        if (
            before is not None
            and before.size == now.st_size
            and before.mtime_ns == now.st_mtime_ns
            and before.identity == (now.st_dev, now.st_ino)
        ):
            return before
        return stat_of(path, now) if stat.S_ISREG(now.st_mode) else None

    def take_over(self, before: Directory) -> None:
        """Go on from an earlier listing with the same names."""
        if self.marked == before.marked:
            self.seen, self.files, self.has_plain_files = before.seen, before.files, before.has_plain_files
            self.changed_ns = max(self.changed_ns, before.changed_ns)

    def is_cold(self, now_ns: int) -> bool:
        """Whether nothing is going on, and whoever watches the directory would hear of anything that did.

        Nobody hears what is done to the file that a link leads to, or to one that has another name elsewhere.
        """
        return (
            self.is_inside
            and self.is_settled
            and self.has_plain_files
            and now_ns - max(self.changed_ns, *[file.mtime_ns for file in self.files], 0) > COLD_NS
            and (not self.links or set(self.links).isdisjoint(self.marked))
        )

    def trust(self, now_ns: int) -> None:
        """Believe the stamps for another while."""
        self.holds_until = now_ns + _patience(self.stamps)


def _patience(stamps: Stamps) -> int:
    """How long to trust the stamps, not the same for all, so that not all are asked again at once."""
    return VERIFY_NS * 2 // 3 + stamps[1] % 40 * (VERIFY_NS // 60)
