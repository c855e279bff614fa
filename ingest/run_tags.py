"""What the tags of one run are: the first event that says so decides, in whichever file it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest import newer
from ingest.distinct import distinct
from ingest.events import SCALARS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from ingest.beat import Beat
    from ingest.newer import Newer
    from ingest.records import Offsets
    from ingest.store import TagInfo
    from ingest.told import Told


class RunTags:
    """``infos``: what is known of each tag, by its number; only ever added to. ``newer``: the first tag of
    each plugin whose data is of a version that we do not know; replaced whole.

    Runs of one program have the same tags: what one of them was told first it has in common with the others,
    until something is added.
    """

    def __init__(self) -> None:
        self.infos: Mapping[int, TagInfo] = {}
        self.newer: Mapping[str, Newer] = {}
        self._scalars: AbstractSet[int] = frozenset()
        self._own: tuple[dict[int, TagInfo], set[int]] | None = None

    def note(self, number: int, info: TagInfo) -> bool:
        """Take note of what an event says of a tag; false where it contradicts an earlier one."""
        infos, scalars = self._owned()
        known = infos.setdefault(number, info)
        if known is info and info.content:
            self._note_newer(newer.among({number: info}))
        if known.plugin == SCALARS.plugin:
            scalars.add(number)
        return known.plugin == info.plugin

    def are_new(self, numbers: Collection[int]) -> bool:
        """Whether nothing is known of any of some tags."""
        return self.infos.keys().isdisjoint(numbers)

    def add_scalars(self, numbers: Collection[int]) -> None:
        """Take note of new tags of which nothing is said but that they hold scalars."""
        if numbers:
            self._add(dict.fromkeys(numbers, SCALARS), frozenset(numbers))

    def agrees(self, number: int, info: TagInfo) -> bool:
        """Whether what an event says of a tag is what is known of it, or nothing is."""
        known = self.infos.get(number)
        return known is None or known.plugin == info.plugin

    def is_scalar(self, number: int) -> bool:
        """Whether a tag is known to hold scalars."""
        return number in self._scalars

    def are_scalars(self, numbers: Offsets) -> NDArray[np.bool_]:
        """bool[n]: whether each tag is known to hold scalars."""
        present, _, _, places = distinct(numbers)
        known = present.tolist()
        if self._scalars >= set(known):
            return np.ones(len(numbers), np.bool_)
        return np.array([number in self._scalars for number in known], np.bool_)[places]

    def adopt(self, told: Told) -> None:
        """Take note of what a file told when it was read before."""
        self._add(told.infos, told.scalars)
        self._note_newer(told.newer)

    def welcome(self, beat: Beat) -> bool:
        """Take note of the tags of a beat; false where one of them is no scalar or does not say so."""
        new = beat.tags - self._scalars
        if not new:
            return True
        if not new <= beat.told.keys() or not new.isdisjoint(self.infos):
            return False
        told = beat.told if len(new) == len(beat.told) else {number: beat.told[number] for number in new}
        self._add(told, new)
        self._note_newer(beat.newer)
        return True

    def _add(self, infos: Mapping[int, TagInfo], scalars: AbstractSet[int]) -> None:
        if not self.infos:
            self.infos, self._scalars, self._own = infos, scalars, None
            return
        mine, my_scalars = self._owned()
        mine.update(infos)
        my_scalars |= scalars

    def _note_newer(self, found: Mapping[str, Newer]) -> None:
        if not found.keys() <= self.newer.keys():
            self.newer = {**found, **self.newer}

    def _owned(self) -> tuple[dict[int, TagInfo], set[int]]:
        """What is known, in containers of its own, to be added to."""
        if self._own is None:
            self._own = dict(self.infos), set(self._scalars)
            self.infos, self._scalars = self._own
        return self._own
