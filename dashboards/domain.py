"""The range that an axis shows: the twin of static/lib/domain.js, held to the same numbers by test vectors.

TensorBoard's rule (without outliers, a twentieth of room on both sides, round ends), except that only values
far from the others count as outliers, and that losses do not start below zero. Ranges are as drawn.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.scales import THRESHOLD, Scale, back, forward

if TYPE_CHECKING:
    from numpy.typing import NDArray

Range = tuple[float, float]

OUTLIERS = 0.05
FAR = 1.0
ROOM = 0.05
TICKS = 10
TWICE = math.log10(2)
NO_LOG = (-1.0, 0.0)


def extent(drawn: NDArray[Any], *, ignore_outliers: bool = True) -> Range | None:
    """The lowest and the highest of finite numbers, without those far from the rest; None of none."""
    count = len(drawn)
    if not count:
        return None
    low, high = float(drawn.min()), float(drawn.max())
    if not ignore_outliers or count * OUTLIERS < 1:
        return low, high
    places = math.ceil((count - 1) * OUTLIERS), math.floor((count - 1) * (1 - OUTLIERS))
    middle = np.partition(drawn, places)
    inner = float(middle[places[0]]), float(middle[places[1]])
    far = (inner[1] - inner[0]) * FAR
    if far == 0:
        return low, high
    return inner[0] if inner[0] - low > far else low, inner[1] if high - inner[1] > far else high


def around(bounds: Range | None, scale: Scale, threshold: float = THRESHOLD) -> Range:
    """The drawn range of an axis around the drawn extent of what it shows."""
    if scale == "log10":
        return (bounds[0] - TWICE, bounds[1] + TWICE) if bounds else NO_LOG
    return _around_symlog(bounds, threshold) if scale == "symlog" else _padded(bounds)


def _around_symlog(bounds: Range | None, threshold: float) -> Range:
    if not bounds:
        return _drawn((-1.0, 1.0), threshold)
    low, high = bounds
    if low == high:
        value = float(back(np.array([low]), "symlog", threshold)[0])
        ends = (value / 2, 2 * value) if value > 0 else (2 * value, value / 2)
        return _drawn(ends if value else (-1.0, 1.0), threshold)
    room = (high - low) * ROOM
    return max(low - room, 0.0) if low >= 0 else low - room, min(
        high + room, 0.0
    ) if high <= 0 else high + room


def _drawn(ends: Range, threshold: float) -> Range:
    low, high = forward(np.array(ends), "symlog", threshold).tolist()
    return low, high


def _padded(bounds: Range | None) -> Range:
    if not bounds:
        return -1.0, 1.0
    low, high = bounds
    if low == high:
        return (-1.0, 1.0) if low == 0 else (min(2 * low, 0.0), max(2 * low, 0.0))
    room = high * ROOM - low * ROOM
    start, end = _nice(low - room, high + room)
    if not (math.isfinite(start) and math.isfinite(end)):
        return bounds
    return max(start, 0.0) if low >= 0 else start, min(end, 0.0) if high <= 0 else end


def _nice(low: float, high: float) -> Range:
    step = _nice_step((high - low) / TICKS)
    if not 0 < step < math.inf:
        return low, high
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _nice_step(rough: float) -> float:
    """The power of ten, or its double or fivefold, that is nearest."""
    if not 0 < rough < math.inf:
        return 0.0
    power = 10.0 ** math.floor(math.log10(rough))
    lead = rough / power
    nearest = next((factor for factor, square in ((10, 50), (5, 10), (2, 2)) if lead * lead >= square), 1)
    return power * nearest
