"""Which points a restart made void.

A job that was killed goes on from a checkpoint and writes some steps again. What stood at or behind the
step of the restart is orphaned: kept, counted, and hidden unless asked for. A restart is a
``SessionLog.START`` (the first of a run too, when it carries a step), or a later file in which a tag
begins at a step already passed. Two writers at once are no restart: where the earlier file goes on
being written after the later one began, nothing is hidden. Steps that go back within a file are data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.columns import Ints, Points
    from ingest.index import Entries


class Start(NamedTuple):
    """A ``SessionLog.START``: its step, and what came before it in its file, ``counts`` of ``tag_ids``.

    ``offset``: where in the file its payload begins.
    """

    step: int
    wall_time: float
    tag_ids: Ints
    counts: Ints
    offset: int = 0

    def before(self, tag_id: int) -> int:
        """Points of a tag that stand before it in its file."""
        at = int(np.searchsorted(self.tag_ids, tag_id))
        return int(self.counts[at]) if at < len(self.tag_ids) and self.tag_ids[at] == tag_id else 0


class Restart(NamedTuple):
    """Of the first ``before`` points of a series, those at or behind ``step`` are orphaned."""

    before: int
    step: int


def restarts(
    points: Points | Entries, files: Sequence[tuple[int, Sequence[tuple[int, int]]]]
) -> list[Restart]:
    """The restarts that concern a series, in file order.

    ``files``: of each file of the run, how many of the points stand in it, and the step of each of its
    starts with how many of the points stand before it in the file.
    """
    found: list[Restart] = []
    first, is_first_start = 0, True
    for count, starts in files:
        if first and count and _goes_back(points, first):
            found.append(Restart(first, int(points.steps[first])))
        for step, before in starts:
            if step or not is_first_start:
                found.append(Restart(first + before, step))
            is_first_start = False
        first += count
    return [restart for restart in found if restart.before]


def orphans(points: Points | Entries, found: Sequence[Restart]) -> NDArray[np.bool_]:
    """bool[n]: the points that restarts made void."""
    void = np.zeros(len(points), np.bool_)
    for before, step in found:
        void[:before] |= points.steps[:before] >= step
    return void


def _goes_back(points: Points | Entries, first: int) -> bool:
    """Whether the file that begins at point ``first`` begins at a step already passed, by a writer alone."""
    passed = points.steps[:first].max() >= points.steps[first]
    at_once = bool((points.wall_times[:first] > points.wall_times[first]).any())
    return bool(passed) and not at_once
