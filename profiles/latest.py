"""Remembers what was worked out for the newest snapshot, and forgets it with the next one."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ingest.store import Snapshot

T = TypeVar("T")


class Latest(Generic[T]):
    """Values of one snapshot by key, at most ``most``; safe to use from many threads.

    Two threads that miss the same key at once both make it: either value is right, so nobody waits.
    """

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._snapshot: weakref.ref[Snapshot] | None = None
        self._values: dict[Hashable, T] = {}
        self._lock = threading.Lock()

    def get(self, snapshot: Snapshot, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key for this snapshot; made where it is not there."""
        with self._lock:
            if self._snapshot is None or self._snapshot() is not snapshot:
                self._snapshot, self._values = weakref.ref(snapshot), {}
            mine = self._values
            if key in mine:
                return mine[key]
        value = make()
        with self._lock:
            mine[key] = value
            while len(mine) > self._most:
                del mine[next(iter(mine))]
        return value
