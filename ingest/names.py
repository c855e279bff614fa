"""Numbers for tags, one set for everything that is loaded: a tag is a number in columns and patterns.

Runs of one program share their tags, so what is worked out for a set of tags once serves all of them.
Numbers are never taken back.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from ingest.distinct import values
from ingest.natural import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.records import Offsets

_MOST_SETS = 4096


class Names:
    """Tags and their numbers. Any thread may ask and add."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._sets: dict[bytes, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def find(self, text: str) -> int | None:
        """The number of a tag, or None where it has none."""
        return self._numbers.get(text)

    def number(self, text: str) -> int:
        """The number of a tag, a new one where it has none."""
        known = self._numbers.get(text)
        return self._add([text])[0] if known is None else known

    def numbers(self, texts: list[str]) -> list[int]:
        """The numbers of many tags."""
        if self._numbers.keys().isdisjoint(texts):
            return self._add(texts)
        known = [self._numbers.get(text) for text in texts]
        return self._add(texts) if None in known else known  # type: ignore[return-value]

    def text(self, number: int) -> str:
        """The tag of a number."""
        return self._texts[number]

    def in_order(self, numbers: Offsets) -> tuple[str, ...]:
        """The tags of some numbers (int64[n]) in natural order; the same tuple for the same numbers."""
        key = numbers.tobytes()
        found = self._sets.get(key)
        if found is None:
            if len(self._sets) >= _MOST_SETS:
                self._sets.clear()
            found = self._sets[key] = tuple(sorted(self._of(numbers.tolist()), key=natural_key))
        return found

    def _of(self, numbers: Iterable[int]) -> list[str]:
        return [self._texts[number] for number in numbers]

    def _add(self, texts: list[str]) -> list[int]:
        with self._lock:
            new = list(dict.fromkeys(texts))
            if not self._numbers.keys().isdisjoint(new):
                new = [text for text in new if text not in self._numbers]
            numbers = range(len(self._texts), len(self._texts) + len(new))
            self._texts += new  # before their numbers: whoever finds one can ask for its text
            self._numbers.update(zip(new, numbers, strict=True))
        return list(numbers) if len(new) == len(texts) else [self._numbers[text] for text in texts]


def union(parts: Iterable[Offsets]) -> Offsets:
    """int64[n]: the numbers of all parts, ascending, each once."""
    found = list(parts)
    if len(found) == 1:
        return found[0]
    return values(np.concatenate(found)) if found else np.empty(0, np.int64)
