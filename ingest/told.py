"""What each file of a run was the first to say of tags, and whether reading it again would say the same.

In a run the first event of a tag decides what the tag is, so what a file gives depends on what the files
before it said. A file can be kept for later only if it was read in a state that its predecessors alone
explain; that is what is watched here.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from ingest import newer
from ingest.events import SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.names import Names
    from ingest.newer import Newer
    from ingest.run_tags import RunTags
    from ingest.store import TagInfo


class Told:
    """What one file was the first to say: ``infos`` by the tags' numbers; never changed."""

    def __init__(self, infos: Mapping[int, TagInfo], mark: str | None = None) -> None:
        self.infos = infos
        self._mark = mark

    @cached_property
    def scalars(self) -> frozenset[int]:
        """The tags that hold scalars."""
        return frozenset(number for number, info in self.infos.items() if info.plugin == SCALARS.plugin)

    @cached_property
    def newer(self) -> Mapping[str, Newer]:
        """What says that it is of a version that we do not know, by plugin."""
        return newer.among(self.infos)

    def mark(self, names: Names) -> str:
        """A digest, the same in every process; empty where nothing was told."""
        if self._mark is None:
            said = [
                [names.text(number), info.plugin, info.display_name, info.description]
                for number, info in self.infos.items()
            ]
            self._mark = _digest(json.dumps(sorted(said))) if said else ""
        return self._mark


class Telling:
    """Watches one file while it is read into the tags of its run."""

    def __init__(self, tags: RunTags) -> None:
        self.is_repeatable = True
        self.before = ""
        self.count = 0
        self._tags = tags
        self._spans: list[tuple[int, int]] = []
        self._told: Told | None = None
        self._began = False

    def begin(self, before: str, known: int) -> None:
        """The file is about to be read on; ``before``: what the files before it told, ``known``: how much."""
        if not self._began:
            self._began, self.before = True, before
        if before != self.before or known + self.count != len(self._tags.infos):
            self.is_repeatable = False

    def note(self, known: int) -> None:
        """A stretch was taken in; ``known`` tags were known before."""
        now = len(self._tags.infos)
        if now > known:
            self._spans.append((known, now))
            self.count += now - known
            self._told = None

    def adopt(self, told: Told) -> None:
        """Instead of reading it: what the file told when it was read before."""
        known = len(self._tags.infos)
        self._tags.adopt(told)
        self.note(known)
        self._told = told

    def restart(self) -> None:
        """The file is another one now, and what the old one told cannot be taken back."""
        if self.count:
            self.is_repeatable = False

    @property
    def told(self) -> Told:
        """What it was the first to tell."""
        if self._told is None:
            known = self._tags.infos.items()
            self._told = Told({k: v for first, last in self._spans for k, v in islice(known, first, last)})
        return self._told


def together(marks: Iterable[str]) -> str:
    """One mark for what several files told."""
    some = [mark for mark in marks if mark]
    return some[0] if len(some) == 1 else _digest("".join(some)) if some else ""


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
