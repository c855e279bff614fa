"""Several runs as one line with a band: their centre, how far they spread, and how many they are, at each x.

Runs are aligned by x: between two of its points a run is where the straight line between them is, and outside
of its own range it does not count; nor does it beside a value that is not finite. Pure functions on arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Centre = Literal["mean", "median"]
Band = Literal["minmax", "sd", "se", "quartiles", "ninety"]
CENTRES: tuple[Centre, ...] = ("mean", "median")
BANDS: tuple[Band, ...] = ("minmax", "sd", "se", "quartiles", "ninety")
BAND_NAMES: dict[Band, str] = {
    "minmax": "Min to max",
    "sd": "Standard deviation",
    "se": "Standard error",
    "quartiles": "Quartiles",
    "ninety": "5 % to 95 %",
}
_QUANTILES: dict[Band, tuple[float, float]] = {
    "minmax": (0.0, 1.0),
    "quartiles": (0.25, 0.75),
    "ninety": (0.05, 0.95),
}
MOST_CELLS = 4_000_000
MOST_POINTS = 20_000
"""With more x than this in a range, evenly chosen ones among them stand for all."""


@dataclass(frozen=True, slots=True)
class Spread:
    """``centre``, ``low`` and ``high`` float64[n], NaN where no run counts; ``count`` int64[n] of runs."""

    centre: Floats
    low: Floats
    high: Floats
    count: NDArray[np.int64]


def grid_of(xs: Sequence[Floats], start: float, end: float) -> Floats:
    """Every x that any of the runs has in a range and one beside it, rising; of too many a part."""
    every = np.unique(np.concatenate([np.empty(0), *xs]))
    every = every[np.isfinite(every)]
    low, high = np.searchsorted(every, start, "left"), np.searchsorted(every, end, "right")
    shown: Floats = every[max(int(low) - 1, 0) : int(high) + 1]
    most = max(min(MOST_POINTS, MOST_CELLS // max(len(xs), 1)), 2)
    if len(shown) <= most:
        return shown
    thinned: Floats = shown[np.unique(np.linspace(0, len(shown) - 1, most).round().astype(np.int64))]
    return thinned


def aligned(x: Floats, y: Floats, grid: Floats) -> Floats:
    """A run at each x of the grid; NaN where it does not count. Of points at one x the last one holds."""
    y = np.where(np.isfinite(y), y, np.nan)
    if len(x) > 1 and not (np.diff(x) > 0).all():
        order = np.argsort(x, kind="stable")
        last = np.flatnonzero(np.diff(x[order], append=np.inf))
        x, y = x[order[last]], y[order[last]]
    return np.interp(grid, x, y, left=np.nan, right=np.nan)


def spread(rows: Floats, centre: Centre, band: Band) -> Spread:
    """What runs come to, given as the rows of a matrix float64[runs, n].

    The deviation is that of a sample (n - 1); a single run has none. Quantiles are linear between runs.
    """
    there = np.isfinite(rows)
    count = there.sum(axis=0)
    ordered = np.sort(np.where(there, rows, np.nan), axis=0)  # NaN comes last
    mean = np.where(there, rows, 0.0).sum(axis=0) / np.maximum(count, 1)
    mean = np.where(count > 0, mean, np.nan)
    middle = mean if centre == "mean" else _quantile(ordered, count, 0.5)
    if band in _QUANTILES:
        low, high = (_quantile(ordered, count, part) for part in _QUANTILES[band])
    else:
        squares = np.where(there, rows - mean, 0.0) ** 2
        deviation = np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1))
        reach = deviation / np.sqrt(np.maximum(count, 1)) if band == "se" else deviation
        low, high = middle - reach, middle + reach
    return Spread(middle, low, high, count.astype(np.int64))


def _quantile(ordered: Floats, count: NDArray[np.int64], part: float) -> Floats:
    place = part * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    columns = np.arange(ordered.shape[1])
    low = ordered[below, columns]
    high = ordered[np.minimum(below + 1, np.maximum(count - 1, 0)), columns]
    return low + (high - low) * (place - below)
