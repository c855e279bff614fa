"""The curves of groups of runs: each a centre with a band, reduced to pixels as single curves are.

Every run is smoothed over all of its points first; the groups' centres and bands are of what is smoothed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards import wire
from dashboards.lines import STEPS, CurveQuery, Line, smoothed
from dashboards.scales import edges, showable
from dashboards.spread import Spread, aligned, grid_of, spread
from ingest.decimate import PER_COLUMN, decimate_together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Range = tuple[float, float]

ALL_RUNS = "All runs"
"""What the only group is called where nothing groups runs."""

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Bundle:
    """The lines of one tag whose runs belong together, with the group's name."""

    name: str
    tag: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Points:
    """A group at some steps, int64[n]: the centre of what was written, and what is drawn, smoothed."""

    steps: NDArray[np.int64]
    values: Floats
    drawn: Spread


def bundled(
    lines: Sequence[Line], groups: Groups, baseline: str | None = None
) -> tuple[list[Bundle], list[Line]]:
    """The lines by tag and group, and those that stand alone: of runs that belong nowhere, and the baseline.

    Without groups all belong together.
    """
    place = {run: name for name, runs in groups.items() for run in runs}
    found: dict[tuple[str, str], list[Line]] = {}
    alone: list[Line] = []
    for line in lines:
        name = place.get(line.run) if groups else ALL_RUNS
        if name is None or line.run == baseline:
            alone.append(line)
        if name is not None:
            found.setdefault((line.tag, name), []).append(line)
    return [Bundle(name, tag, tuple(some)) for (tag, name), some in found.items()], alone


def band_curve(bundle: Bundle, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    """A group's curve in a range of x."""
    xs = [line.x.astype(np.float64) - line.offset for line in bundle.lines]
    grid = grid_of(xs, *shown)
    drawn = _spread(bundle, xs, grid, query, query.smoothing)
    raw = drawn.centre if not query.smoothing > 0 else _spread(bundle, xs, grid, query, 0.0).centre
    kept = _kept(grid, (drawn.centre, raw, drawn.low, drawn.high), query, shown)
    inside = (grid >= shown[0]) & (grid <= shown[1])
    steps, times = _columns(grid[kept], query)
    return wire.Curve(
        run=bundle.name,
        tag=bundle.tag,
        color=color,
        total=len(grid),
        points=int(inside.sum()),
        drawn=int(inside[kept].sum()),
        marks=(int(np.isnan(drawn.centre[inside]).sum()), 0),
        whole=False,
        origin=0.0,
        steps=steps,
        times=times,
        values=raw[kept],
        smoothed=drawn.centre[kept] if query.smoothing > 0 else None,
        band=wire.Band(drawn.low[kept], drawn.high[kept], drawn.count[kept], len(bundle.lines)),
    )


def points_of(bundle: Bundle, query: CurveQuery, start: float, end: float) -> Points:
    """A group at every x that any of its runs has in a range of steps, and at one beside it."""
    xs = [line.x.astype(np.float64) - line.offset for line in bundle.lines]
    grid = grid_of(xs, start, end)
    raw = _spread(bundle, xs, grid, query, 0.0)
    drawn = _spread(bundle, xs, grid, query, query.smoothing) if query.smoothing > 0 else raw
    return Points(np.rint(grid).astype(np.int64), raw.centre, drawn)


def _spread(bundle: Bundle, xs: Sequence[Floats], grid: Floats, query: CurveQuery, weight: float) -> Spread:
    ys = (smoothed(line, weight).astype(np.float64) for line in bundle.lines)
    rows = np.array([aligned(x, y, grid) for x, y in zip(xs, ys, strict=True)])
    return spread(rows, query.spread or "mean", query.band)


def _kept(grid: Floats, ys: Sequence[Floats], query: CurveQuery, shown: Range) -> NDArray[np.int64]:
    if len(grid) <= PER_COLUMN * query.columns:
        return np.arange(len(grid))
    cuts = edges(query.x_scale, *shown, query.columns, query.threshold)
    can_show = [showable(y, query.y_scale) for y in ys]
    return decimate_together(grid, can_show, *shown, query.columns, cuts)


def _columns(x: Floats, query: CurveQuery) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Steps and times: x is one of them, the other is nobody's."""
    if query.x_axis in STEPS:
        return np.rint(x).astype(np.int64), np.full(len(x), np.nan)
    return np.zeros(len(x), np.int64), x
