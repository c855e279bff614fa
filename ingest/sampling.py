"""Samples of long series, for those who bound memory: `--samples_per_plugin`.

A series with a bound keeps its newest item and a random choice of the others. Which ones is decided by a hash
of the step, with a fixed seed: so the choice does not depend on how the items came, a choice of a choice is a
choice of the whole, and tags that were written at the same steps keep the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.columns import Floats, Ints


@dataclass(frozen=True)
class Sampling:
    """How many items a series keeps, by plugin; plugins that are absent, or have 0, keep all."""

    limits: Mapping[str, int] = field(default_factory=dict)

    def limit(self, plugin: str) -> int:
        """The bound of a plugin; 0 where there is none."""
        return self.limits.get(plugin, 0)

    @property
    def highest(self) -> int:
        """The highest of the bounds; 0 where there is none."""
        return max(self.limits.values(), default=0)


ALL = Sampling()


def chosen(steps: Ints, wall_times: Floats, limit: int) -> NDArray[np.bool_]:
    """bool[n]: which items of a series are kept, at most ``limit`` (0: all); always the last one."""
    kept = np.ones(len(steps), np.bool_)
    if not limit or len(steps) <= limit:
        return kept
    others = slice(0, len(steps) - 1)
    order = np.lexsort((_hashes(wall_times[others].view(np.int64)), _hashes(steps[others])))
    kept[order[limit - 1 :]] = False
    return kept


def _hashes(values: Ints) -> NDArray[np.uint64]:
    """uint64[n]: numbers that look random (splitmix64), the same for the same value."""
    mixed = np.ascontiguousarray(values).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    hashed: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return hashed
