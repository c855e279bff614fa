"""Reduces a series to what the pixels of a chart can show, losing no spike and no gap.

In each pixel column the first, lowest, highest and last point stay, and of each kind of non-finite value
the first and the last; indices come back in series order, so lines are drawn as they came, restarts
included. Knows x and y arrays only: smoothing comes before, colours and encoding after.
"""

from __future__ import annotations

from itertools import pairwise
from operator import methodcaller
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[Any]
    Indices = NDArray[np.int64]

PER_COLUMN = 4
"""A range with no more points than this a column is kept whole."""

PIECES = 8
"""Up to so many stretches of rising x (restarts) are reduced each by itself; beyond, all as one cloud."""

LONG_GROUP = 2048
"""From this many points a column on, an ``argmin`` a column beats one ``reduceat`` over all."""


def decimate(x: Numbers, y: Numbers, x0: float, x1: float, columns: int) -> Indices:
    """Indices of the points that show ``y`` over ``x0..x1`` on ``columns`` (1..4096) pixels.

    ``x`` int64[n] or float64[n] without NaN, in any order. The neighbours outside the range stay, so
    that lines reach the edge.
    """
    return decimate_together(x, (y,), x0, x1, columns)


def decimate_together(
    x: Numbers,
    ys: Sequence[Numbers],
    x0: float,
    x1: float,
    columns: int,
    edges: Numbers | None = None,
    bounds: Sequence[int] | None = None,
) -> Indices:
    """The union of what each of several ``ys`` over the same ``x`` needs.

    ``edges``: the lowest x of each column but the first, where columns are not equally wide; ``bounds``: the
    ``pieces`` of x, where they are known.
    """
    bounds = pieces(x) if bounds is None else bounds
    edges = _equal(x0, x1, columns) if edges is None else edges
    edges = _clipped(np.ceil(edges)) if x.dtype.kind == "i" else edges
    if len(bounds) > PIECES + 1:
        return _of_cloud(x, ys, x0, x1, edges)
    kept = [np.empty(0, np.int64)]
    for start, end in pairwise(bounds):
        part = slice(start, end)
        kept.append(start + _of_rising(x[part], [y[part] for y in ys], x0, x1, edges))
        kept.append(np.array([start, end - 1]))
    return np.unique(np.concatenate(kept))


def pieces(x: Numbers) -> list[int]:
    """Where stretches in which x never goes back start, and the end of the last: ``[0, …, len(x)]``."""
    if not len(x):
        return [0]
    return [0, *(np.flatnonzero(x[1:] < x[:-1]) + 1).tolist(), len(x)]


def _of_rising(x: Numbers, ys: Sequence[Numbers], x0: float, x1: float, edges: Numbers) -> Indices:
    low, high = below(x, x0, "left"), below(x, x1, "right")
    before, after = max(low - 1, 0), min(high + 1, len(x))
    if high - low <= PER_COLUMN * (len(edges) + 1):
        return np.arange(before, after)
    cuts = low + np.searchsorted(x[low:high], edges)
    starts = np.unique(np.concatenate(([low], cuts[cuts < high])))
    kept = [low + part for y in ys for part in _kept_of_groups(y[low:high], starts - low)]
    return np.concatenate((*kept, [before, after - 1]))


def below(x: Numbers, bound: float, side: Literal["left", "right"]) -> int:
    """How many x are below the bound (``left``) or not above it (``right``)."""
    if x.dtype.kind == "i":  # by an integer, or numpy would copy the whole of x to float64
        bound = _clipped(np.ceil(bound) if side == "left" else np.floor(bound))
    return int(np.searchsorted(x, bound, side))


def _equal(x0: float, x1: float, columns: int) -> Numbers:
    return x0 + (x1 - x0) * (np.arange(1, columns) / columns)


def _clipped(whole: Any) -> Any:
    return np.clip(whole, -(2.0**63), np.nextafter(2.0**63, 0.0)).astype(np.int64)


def _of_cloud(x: Numbers, ys: Sequence[Numbers], x0: float, x1: float, edges: Numbers) -> Indices:
    """For x that goes back all the time: columns over the whole series, whichever stretch a point is in."""
    inside = (x >= x0) & (x <= x1)
    if np.count_nonzero(inside) <= PER_COLUMN * (len(edges) + 1):
        neighbours = inside.copy()
        neighbours[1:] |= inside[:-1]
        neighbours[:-1] |= inside[1:]
        return np.flatnonzero(neighbours)
    within = np.flatnonzero(inside)
    # 16-bit keys let numpy's stable sort be a radix sort.
    column = np.searchsorted(edges, x[within], "right").astype(np.uint16)
    order = np.argsort(column, kind="stable")
    starts = np.flatnonzero(np.diff(column[order], prepend=len(edges) + 1))
    order = within[order]
    kept = [order[part] for y in ys for part in _kept_of_groups(y[order], starts)]
    return np.unique(np.concatenate((*kept, [0, len(x) - 1])))


def _kept_of_groups(y: Numbers, starts: Indices) -> Iterator[Indices]:
    """Positions that stay of groups lying one after another; the same one may come several times."""
    ends = np.append(starts[1:], len(y))
    yield starts
    yield ends - 1
    low = high = y
    if not (np.isfinite(y.min()) and np.isfinite(y.max())):
        finite = np.isfinite(y)
        low, high = np.where(finite, y, np.inf), np.where(finite, y, -np.inf)
        yield from _marks(y, np.flatnonzero(~finite), starts)
    yield _first_of(np.minimum, low, starts, ends)
    yield _first_of(np.maximum, high, starts, ends)


def _first_of(extreme: np.ufunc, y: Numbers, starts: Indices, ends: Indices) -> Indices:
    """The first position of the lowest or highest value of each group."""
    if len(y) >= LONG_GROUP * len(starts):
        reach = methodcaller("argmin" if extreme is np.minimum else "argmax")
        bounds = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.array([start + int(reach(y[start:end])) for start, end in bounds])
    reached = np.flatnonzero(y == np.repeat(extreme.reduceat(y, starts), ends - starts))
    return reached[np.searchsorted(reached, starts)]


def _marks(y: Numbers, bad: Indices, starts: Indices) -> Iterator[Indices]:
    """The first and the last NaN, +Inf and -Inf of each group, of the positions ``bad``."""
    for kind in (np.isnan, np.isposinf, np.isneginf):
        found = bad[kind(y[bad])]
        cuts = np.unique(np.append(np.searchsorted(found, starts), len(found)))
        yield found[cuts[:-1]]
        yield found[cuts[1:] - 1]
