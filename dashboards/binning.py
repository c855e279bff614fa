"""Buckets of histograms as numbers to draw: made sane, counted again in even bins, summed up in percentiles.

A histogram is float64[k, 3] with rows (left edge, right edge, count). The rules are TensorBoard's: the bins
of its histogram cards, the percentiles of its `distribution/compressor.py`. Arrays in, arrays out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Buckets = NDArray[np.float64]
    Range = tuple[float, float]

BINS = 30
BASIS_POINTS = (0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000)
"""Hundredths of a percent: minimum, μ - 1.5σ, μ - σ, μ - σ/2, median, … of a normal distribution, maximum."""

MOST_BUCKETS = 4096
"""More than this are put together, neighbours first, before they are looked at."""

_AT_ONCE = 1 << 12


def sane(buckets: Buckets) -> tuple[Buckets, str]:
    """Rows in order of their edges, left before right, counts of 0 or more; what had to be left out, or "".

    A row with an edge or a count that is no finite number says nothing.
    """
    left, right, counts = buckets.T
    with np.errstate(invalid="ignore"):  # NaN is as it should be nowhere
        is_sane = (left[1:] >= left[:-1]).all() and (left <= right).all() and (counts >= 0).all()
    if is_sane and np.isfinite(buckets).all():
        return _fewer(buckets), ""
    finite = np.isfinite(buckets).all(axis=1)
    negative = finite & (buckets[:, 2] < 0)
    kept = buckets[finite & ~negative]
    left, right = np.minimum(kept[:, 0], kept[:, 1]), np.maximum(kept[:, 0], kept[:, 1])
    order = np.lexsort((right, left))
    made = np.stack([left[order], right[order], kept[order, 2]], axis=1)
    return _fewer(made), _left_out(int((~finite).sum()), int(negative.sum()))


def _left_out(odd: int, negative: int) -> str:
    said = [
        f"{count:,} bucket{'' if count == 1 else 's'} {what}"
        for count, what in ((odd, "without finite numbers"), (negative, "with a negative count"))
        if count
    ]
    return f"{' and '.join(said)} left out" if said else ""


def _fewer(buckets: Buckets) -> Buckets:
    """At most ``MOST_BUCKETS`` rows: neighbours become one that reaches over both."""
    if len(buckets) <= MOST_BUCKETS:
        return buckets
    starts = np.arange(MOST_BUCKETS) * len(buckets) // MOST_BUCKETS
    left, right, counts = buckets.T
    return np.stack(
        [
            np.minimum.reduceat(left, starts),
            np.maximum.reduceat(right, starts),
            np.add.reduceat(counts, starts),
        ],
        axis=1,
    )


def extent(histograms: Sequence[Buckets]) -> Range:
    """From the lowest to the highest edge of all; where that has no width, room around it.

    Histograms without a count tell no range: writers fill them with zeros.
    """
    counted = [each for each in histograms if len(each) and each[:, 2].any()]
    told = counted or [each for each in histograms if len(each)]
    low = min((float(each[:, 0].min()) for each in told), default=0.0)
    high = max((float(each[:, 1].max()) for each in told), default=0.0)
    if low == high:
        low, high = low / 1.1 - 1, high * 1.1 + 1
    # A negative value may have changed places with itself.
    return (low, high) if low < high else (high, low)


def even_edges(low: float, high: float, bins: int) -> NDArray[np.float64]:
    """float64[bins + 1], rounded as TensorBoard's are: what lies on an edge has to be in the same bin."""
    places = np.arange(bins)
    if not math.isfinite(float(high) - float(low)):
        return np.append(low * (1 - places / bins) + high * (places / bins), high)
    return np.append(low + places * ((high - low) / bins), high)


def rebinned(buckets: Buckets, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[bins]: counts in bins between edges that ascend.

    A bucket is spread evenly over its width; one without a width belongs to the bin that contains it, closed
    at the left and open at the right, but for the last, which is closed.
    """
    counts = np.zeros(len(edges) - 1)
    half_widths = buckets[:, 1] / 2 - buckets[:, 0] / 2
    flat = half_widths == 0
    points = buckets[flat & (buckets[:, 2] != 0)]
    inside = points[(points[:, 0] >= edges[0]) & (points[:, 0] <= edges[-1])]
    bins = np.searchsorted(edges, inside[:, 0], side="right") - 1
    np.add.at(counts, np.minimum(bins, len(counts) - 1), inside[:, 2])
    wide = np.flatnonzero(~flat & (buckets[:, 2] != 0))
    return np.maximum(counts + np.diff(_below(buckets[wide], half_widths[wide], edges)), 0.0)


def _below(buckets: Buckets, half_widths: NDArray[np.float64], edges: NDArray[np.float64]) -> Buckets:
    """float64[bins + 1]: how much of what is counted lies below each edge."""
    left, right, counts = buckets.T
    if len(buckets) and (right[:-1] <= left[1:]).all():  # beside one another, as writers have them
        reached = counts.cumsum()
        places = buckets[:, :2].reshape(-1) / 2
        sums = np.stack([reached - counts, reached], axis=1).reshape(-1)
        return np.asarray(np.interp(edges / 2, places, sums))
    below = np.zeros(len(edges))
    for start in range(0, len(buckets), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        parts = np.clip((edges[:, None] / 2 - left[some] / 2) / half_widths[some], 0.0, 1.0)
        below += parts @ counts[some]
    return below


@np.errstate(all="ignore")  # as they stand in a file, they may be no numbers, or the largest there are
def percentiles(buckets: Buckets) -> NDArray[np.float64]:
    """float64[9]: the value below which each of ``BASIS_POINTS`` lies; zeros of no buckets.

    Bit for bit what TensorBoard's compressor gives: the same operations in the same order.
    """
    if not buckets.size:
        return np.zeros(len(BASIS_POINTS))
    lowest, highest = buckets[0, 0], buckets[-1, 1]
    counts, right = buckets[:, 2], buckets[:, 1]
    weights = (counts * BASIS_POINTS[-1] / (counts.sum() or 1.0)).cumsum()
    before = np.concatenate(([0.0], weights[:-1]))
    filled = np.flatnonzero(weights != before)
    after = np.searchsorted(filled, np.searchsorted(weights, BASIS_POINTS, side="right"))
    within = after < len(filled)
    i = filled[after[within]]
    start = np.where((i == 0) | (before[i] == 0), lowest, np.maximum(right[i - 1], lowest))
    width = np.minimum(right[i], highest) - start
    values = np.full(len(BASIS_POINTS), highest)
    points = np.array(BASIS_POINTS)[within]
    values[within] = start + (points - before[i]) * width / (weights[i] - before[i])
    return values
