"""What has been learnt from all files so far and helps to read the next: names, keys and beats."""

from __future__ import annotations

import threading

import numpy as np

from ingest.beat import Beats
from ingest.key_table import KeyTable
from ingest.names import Names
from ingest.records import Bytes, Offsets
from ingest.sample_keys import SampleKeys

_MOST_KEYS = 1 << 16


class Library:
    """Shared by the loaders of all files; any thread may read it and add to it."""

    def __init__(self) -> None:
        self.names = Names()
        self.beats = Beats()
        self.samples = SampleKeys(self.names)
        self.tables: dict[int, KeyTable] = {}
        """Keys by the number of bytes that follow the value; replaced whole, never changed."""
        self.tails = KeyTable()
        """What stands behind values and is metadata of scalars; replaced whole, never changed."""
        self.turn = threading.RLock()
        """Whose turn it is to decode: threads that compute in small steps fight over the interpreter and
        finish later than one alone, but while one decodes the others can read.
        """
        self._lock = threading.Lock()

    def add_keys(self, tail: int, buffer: Bytes, at: Offsets, sizes: Offsets, numbers: Offsets) -> None:
        """Remember keys; a table that grew beyond measure begins anew."""
        with self._lock:
            table = self.tables.get(tail, KeyTable())
            if len(table) + len(numbers) > _MOST_KEYS:
                table = KeyTable()
            self.tables = {**self.tables, tail: table.with_added(buffer, at, sizes, numbers)}

    def add_tails(self, buffer: Bytes, at: Offsets, sizes: Offsets) -> None:
        """Remember metadata; a table that grew beyond measure begins anew."""
        if not len(at):
            return
        with self._lock:
            table = self.tails if len(self.tails) + len(at) <= _MOST_KEYS else KeyTable()
            self.tails = table.with_added(buffer, at, sizes, np.zeros(len(at), np.int64))
