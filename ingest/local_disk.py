"""Event files on this machine's file systems.

Each real directory is walked once, whatever links lead to it, and by its real path where it has one. A
directory whose time stamps have not moved has the names it had, so only its event files are looked at, and
not even those where nothing happened for long (``quiet``): a look at ten thousand quiet runs is cheap. File
systems that do not keep the stamps are found out. What is there but cannot be read for a while stays as it
was; only what is gone, goes.
"""

from __future__ import annotations

import errno
import math
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.directory import GONE, Directory, Stamps, stamps_of
from ingest.quiet import Quiet
from ingest.storage import Listing, Memory, Runs, is_event_file, may_hold_runs, printable
from ingest.watcher import Watcher

if TYPE_CHECKING:
    from ingest.store import Problem


class LocalDisk:
    """A directory; remembers what it saw so that the next look is cheap."""

    def __init__(
        self,
        path: str,
        clock_ns: Callable[[], int] = time.time_ns,
        stamps_of: Callable[[str], Stamps | None] = stamps_of,
        watcher: Watcher | None = None,
    ) -> None:
        self._root = str(Path(path))
        self._below = len(os.path.join(self._root, ""))
        self._clock_ns = clock_ns
        self._stamps_of = stamps_of
        self._known: dict[str, Directory] = {}
        self._quiet = Quiet(watcher or Watcher())
        self._passed_by: dict[str, Stamps | None] = {}
        self._refusals = ""
        self._keeps_stamps = True
        self._is_recalled = self._is_walked = False
        self._last = Listing("missing")
        self._runs: Runs = {}
        self._device = 0

    def look(self) -> Listing:
        """The runs that are there now; the same value as before where nothing happened to any of them."""
        problem, reason = _problem(self._root)
        runs = {} if problem else self._looked()
        if not problem and self._is_unmounted(runs):
            problem, reason = "missing", "Another file system is in its place."
        reason = reason if problem else self._refusals
        if problem and self._last.runs:
            runs = self._last.runs
            reason = f"{reason or 'It is gone.'} What was read of it is still shown."
        is_other = runs is not self._last.runs and runs != self._last.runs
        if is_other or (problem, reason) != (self._last.problem, self._last.reason):
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
        self._quiet.rouse(now_ns)
        is_new = self._is_recalled
        if self._is_recalled:
            self._quiet.replace(self._known)
            self._is_recalled = False
        if not self._is_as_it_was(now_ns):
            self._known = self._walk(now_ns)
            self._quiet.replace(self._known)
            is_new = self._is_walked = True
        for directory in self._quiet.awake.values():
            is_new |= directory.look(now_ns)
        self._quiet.settle(now_ns)
        if is_new:
            known = self._known.values()
            self._runs = {directory.run: directory.files for directory in known if directory.files}
        return self._runs

    def remember(self) -> Memory:
        """The directories whose stamps tell by themselves that they have the names they had; whether these
        are all that a walk comes to; and what it passes by.
        """
        known = self._known.items() if self._keeps_stamps else ()
        settled = [(path, directory) for path, directory in known if directory.is_settled]
        if not settled:
            return {}
        directories = [
            (path[self._below :], directory.is_inside, directory.stamps, *map(_base_names, directory.names))
            for path, directory in settled
        ]
        passed_by = [(path[self._below :], stamps) for path, stamps in self._passed_by.items()]
        is_whole = len(settled) == len(self._known)
        return {"whole": is_whole, "passed_by": passed_by, "directories": directories}

    def recall(self, memory: Memory) -> None:
        """Take for listed what another process listed, where the stamps say so: for a minute, as ever."""
        if not memory:
            return
        now_ns, above = self._clock_ns(), os.path.join(self._root, "")
        self._is_recalled, self._is_walked = True, memory["whole"]
        self._passed_by = {above + below: stamps and tuple(stamps) for below, stamps in memory["passed_by"]}
        self._refusals = _told(self._passed_by)
        for below, is_inside, stamps, marked, *others in memory["directories"]:
            inside = f"{above}{below}{os.sep}" if below else above
            files = [inside + name for name in marked]
            places = [[inside + name for name in some] if some else [] for some in others]
            known = Directory.listed(printable(below or "."), tuple(stamps), now_ns, files, *places)
            known.is_inside = is_inside
            self._known[inside[:-1] if below else self._root] = known

    def _is_as_it_was(self, now_ns: int) -> bool:
        """Whether a walk would come to the same directories and names; much quicker than a walk."""
        if not (self._known and self._is_walked and self._keeps_stamps):
            return False
        stamps_of, is_sure = self._stamps_of, self._quiet.is_sure
        for path, directory in self._quiet.awake.items():
            if stamps_of(path) != directory.stamps:
                return False
            if now_ns >= directory.holds_until:
                if is_sure(path, directory, now_ns):
                    directory.trust(now_ns)
                elif not self._is_confirmed(path, directory, now_ns):
                    return False
        return all(stamps_of(path) == stamps for path, stamps in self._passed_by.items())

    def _is_confirmed(self, path: str, directory: Directory, now_ns: int) -> bool:
        """List a directory again whose stamps stood still; two listings that differ are a broken promise."""
        again = self._listed(path, directory.stamps, now_ns)
        if again is None or again.names != directory.names:
            if again and directory.is_settled and self._stamps_of(path) == directory.stamps:
                self._keeps_stamps = False
            return False
        directory.holds_until, directory.is_settled = again.holds_until, again.is_settled
        return True

    def _walk(self, now_ns: int) -> dict[str, Directory]:
        """Real directories before links, so that a run has the name of its real place where it has one."""
        trusted_ns = now_ns if self._keeps_stamps else math.inf
        found: dict[str, Directory] = {}
        visited: set[tuple[int, int]] = set()
        places: list[str] = [self._root]
        links: list[str] = []
        is_inside = True
        self._passed_by = {}
        while places or links:
            is_inside &= bool(places)  # whatever comes behind the first link is reached by one
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
            directory.is_inside = is_inside and path != self._root
            found[path] = directory
            places += directory.below
            links += directory.links
        self._refusals = _told(self._passed_by)
        return found

    def _listed(self, path: str, stamps: Stamps, now_ns: int) -> Directory | None:
        """What a directory holds, perhaps a million other files among it; None if it cannot be read."""
        marked, below, links = [], [], []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if is_event_file(entry.name):
                        marked.append(entry.path)
                    if _is_real_directory(entry):
                        if may_hold_runs(entry.name):
                            below.append(entry.path)
                    elif entry.is_symlink():
                        links.append(entry.path)
        except OSError:
            return None
        return Directory.listed(self._run(path), stamps, now_ns, sorted(marked), sorted(below), sorted(links))

    def _run(self, path: str) -> str:
        return printable(path[self._below :] or ".")


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
            names = os.listdir(path)
            files = [os.path.join(path, name) for name in names if is_event_file(name)]
            files = [file for file in files if os.path.isfile(file)]
            if files:
                yield path, files
            others = [os.path.join(path, name) for name in reversed(names) if may_hold_runs(name)]
            places += [(other, above | {stamps[:2]}) for other in others if os.path.isdir(other)]


def _base_names(paths: list[str]) -> list[str]:
    return [os.path.basename(path) for path in paths]


def _problem(path: str) -> tuple[Problem | None, str]:
    """What is wrong with a logdir, with a sentence where there is more to say."""
    try:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            return "not a directory", ""
        number = 0 if os.access(path, os.R_OK | os.X_OK) else errno.EACCES
    except GONE:
        return "missing", ""
    except OSError as error:
        number = error.errno or errno.EIO
    return ("unreadable", f"It cannot be read: {os.strerror(number)}.") if number else (None, "")


def _told(passed_by: Iterable[str]) -> str:
    """A sentence on the directories that are passed by because they cannot be read; empty where none is."""
    refused = [(path, why) for path in passed_by if (why := _refusal(path))]
    if not refused:
        return ""
    path, why = min(refused)
    more = len(refused) - 1
    others = f" {more:,} more director{'y' if more == 1 else 'ies'} cannot be read either." if more else ""
    return f"{printable(path)} cannot be read: {why}.{others}"


def _refusal(path: str) -> str:
    """Why a directory that is there cannot be listed; empty where it can, or where there is none."""
    try:
        with os.scandir(path):
            return ""
    except GONE:
        return ""
    except OSError as error:
        return "" if error.errno == errno.ELOOP else os.strerror(error.errno or errno.EIO)


def _kept(path: str, before: Directory | None) -> Directory | None:
    """A directory as it was, to be looked at again soon, where it cannot be read; None where it is gone."""
    try:
        is_there = stat.S_ISDIR(os.stat(path).st_mode)
    except OSError as error:
        is_there = not isinstance(error, GONE)
    return replace(before, is_settled=False, holds_until=0) if before and is_there else None


def _is_real_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
