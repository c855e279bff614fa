"""Which directories need not be asked whether something happened: those that are cold and watched.

Thousands of finished runs then cost next to nothing. Where something happened not long ago is asked in every
cycle, whatever the watcher says, and every directory once a minute: of some changes no kernel tells.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from ingest.mounts import is_local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.directory import Directory
    from ingest.watcher import Watcher


class Quiet:
    """``awake``: the directories to ask, by path."""

    def __init__(self, watcher: Watcher) -> None:
        self.awake: dict[str, Directory] = {}
        self._watcher = watcher
        self._asleep: dict[str, Directory] = {}
        self._due: list[tuple[int, str]] = []
        self._local: dict[int, bool] = {}

    def rouse(self, now_ns: int) -> None:
        """Before anything is asked: find out what is to be, and have what is cold watched from now on."""
        touched = self._watcher.touched()
        woken = self._asleep.keys() if touched is None else touched
        for path in [*woken, *self._over(now_ns)]:
            if path in self._asleep:
                self.awake[path] = self._asleep.pop(path)
        for path in self.awake.keys() - self._watcher.watched:
            directory = self.awake[path]
            if self._is_local(path, directory) and directory.is_cold(now_ns):
                self._watcher.watch(path)

    def is_sure(self, path: str, directory: Directory, now_ns: int) -> bool:
        """Whether names in a directory with the same stamps are the same without any doubt."""
        return path in self._watcher.watched and directory.is_cold(now_ns)

    def settle(self, now_ns: int) -> None:
        """After all were asked: let those be for a while that are cold, and were watched before that."""
        for path in self.awake.keys() & self._watcher.watched:
            directory = self.awake[path]
            if directory.is_cold(now_ns) and now_ns < directory.holds_until:
                self._asleep[path] = self.awake.pop(path)
                heappush(self._due, (directory.holds_until, path))

    def replace(self, known: Mapping[str, Directory]) -> None:
        """After a walk: what is not the directory that it was is not watched any more."""
        for path, directory in [*self.awake.items(), *self._asleep.items()]:
            if known.get(path) is not directory:
                self._watcher.forget(path)
        self._asleep = {path: one for path, one in self._asleep.items() if known.get(path) is one}
        self.awake = {path: one for path, one in known.items() if path not in self._asleep}

    def _over(self, now_ns: int) -> list[str]:
        """The directories that were left alone for long enough."""
        over = []
        while self._due and self._due[0][0] <= now_ns:
            over.append(heappop(self._due)[1])
        return over

    def _is_local(self, path: str, directory: Directory) -> bool:
        device = directory.stamps[0]
        if device not in self._local:
            self._local[device] = is_local(path)
        return self._local[device]
