"""The curves of a chart, from a snapshot to the bytes that a chart draws.

Smoothing sees every point of a series; only then is the result reduced to the pixels and the range asked
for, so a curve has the same shape at every zoom. A short series goes whole. Plain values in, bytes out:
knows nothing of requests, sessions or selections.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards import wire
from dashboards.bands import Bundle, Groups, band_curve, bundled
from dashboards.lines import CurveQuery, Line, lines_of, smoothed
from dashboards.scales import edges, showable
from ingest.decimate import PER_COLUMN, decimate_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ingest.store import ScalarSeries, Snapshot

    Range = tuple[float, float]

MOST_RESTARTS = 50
"""The last so many of a run are marked."""

MOST_POINTS = 1_500_000
"""Of all curves together, at most: it makes answers of less than eight megabytes as they are sent."""

NO_GROUPS: Groups = {}
ALL_RUNS_COLOR = ("#2f5fd0", "#82a9ff")
UNKNOWN_COLOR = ("#6b7280", "#9ca3af")


def body(
    snapshot: Snapshot,
    cards: Mapping[str, Sequence[str]],
    colors: Mapping[str, tuple[str, str]],
    query: CurveQuery,
    groups: Groups = NO_GROUPS,
) -> bytes:
    """The binary body (see ``wire.py``) with a curve for each tag and each of its runs that has it.

    ``groups``: which runs are one line, where the query asks for that.
    """
    return wire.encode(tuple(cards), query.x_axis, drawn(snapshot, cards, colors, query, groups))


def drawn(
    snapshot: Snapshot,
    cards: Mapping[str, Sequence[str]],
    colors: Mapping[str, tuple[str, str]],
    query: CurveQuery,
    groups: Groups = NO_GROUPS,
) -> list[wire.Curve]:
    """The same curves as values: those of the first tag come first, but groups before single runs."""
    lines = lines_of(snapshot, cards, query)
    shown = _range(lines, query)
    bundles: list[Bundle] = []
    if query.spread and query.x_axis != "metric":
        bundles, lines = bundled(lines, groups, query.baseline)

    def color(run: str) -> tuple[str, str]:
        return colors.get(run, UNKNOWN_COLOR)

    together = [
        band_curve(bundle, color(bundle.lines[0].run) if groups else ALL_RUNS_COLOR, query, shown)
        for bundle in bundles
    ]
    query = _with_room(query, lines)
    return together + [_curve(line, color(line.run), query, shown) for line in lines]


def _with_room(query: CurveQuery, lines: Sequence[Line]) -> CurveQuery:
    """The question, for fewer and wider columns where those of a pixel each would be too many points."""
    each = 2 * PER_COLUMN
    if sum(min(len(line), each * query.columns) for line in lines) <= MOST_POINTS:
        return query
    return replace(query, most_columns=max(MOST_POINTS // (each * len(lines)), 1))


def _range(lines: Sequence[Line], query: CurveQuery) -> Range:
    """The x range that the chart shows: as asked, else from the first to the last point of all."""
    extents = [line.extent(query.x_scale) for line in lines] or [(0.0, 0.0)]
    if query.x_scale == "log10":
        extents = [extent for extent in extents if extent[1] > 0] or [(0.0, 0.0)]
    start = min(low for low, _ in extents) if query.start is None else query.start
    end = max(high for _, high in extents) if query.end is None else query.end
    return start, max(start, end)


def _curve(line: Line, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    """One run: whole where it is short and the browser can smooth it, else reduced."""
    if len(line) <= PER_COLUMN * query.columns and line.at is None:
        everything = slice(None)
        return replace(_of(line, color, query, np.arange(len(line)), everything), whole=True)
    smooth = line.of(smoothed(line, query.smoothing))
    kept = _kept(line, smooth, query, shown)
    inside = line.inside(*shown)
    curve = _of(line, color, query, kept, inside)
    off = _off_axis(line, smooth[inside], query)
    return replace(curve, smoothed=smooth[kept], off=off)


def _of(
    line: Line,
    color: tuple[str, str],
    query: CurveQuery,
    kept: NDArray[np.int64],
    inside: slice | NDArray[np.bool_],
) -> wire.Curve:
    """A curve of the points that are kept; ``inside``: which of all are in the range."""
    series, values = line.series, line.of(line.series.values)
    is_metric = query.x_axis == "metric"
    return wire.Curve(
        run=series.run,
        tag=line.tag,
        color=color,
        total=len(series),
        points=len(values[inside]),
        drawn=_among(kept, inside),
        marks=_marks(values[inside]),
        whole=False,
        origin=line.origin,
        steps=line.of(series.steps)[kept],
        times=line.of(series.wall_times)[kept],
        values=values[kept],
        orphaned=series.orphaned,
        restarts=() if is_metric else _restarts(series),
        first=int(series.steps[0]),
        x=line.x[kept] if is_metric else None,
        baseline=line.run == query.baseline,
    )


def _kept(line: Line, smooth: NDArray[Any], query: CurveQuery, shown: Range) -> NDArray[np.int64]:
    """Indices of the points to send: the lowest of each column is the lowest that the axis can show."""
    if len(line) <= PER_COLUMN * query.columns:
        return np.arange(len(line))
    ys = [showable(values, query.y_scale) for values in (line.of(line.series.values), smooth)]
    cuts = edges(query.x_scale, *shown, query.columns, query.threshold)
    return decimate_together(
        line.x,
        ys,
        shown[0] + line.offset,
        shown[1] + line.offset,
        query.columns,
        None if cuts is None else cuts + line.offset,
        line.bounds,
    )


def _off_axis(line: Line, inside: NDArray[Any], query: CurveQuery) -> int:
    """How many points a log axis cannot show: by their y where they are looked at, or by their x."""
    by_x = len(line.x[line.inside(-np.inf, 0.0)]) if query.x_scale == "log10" else 0
    by_y = np.count_nonzero((inside <= 0) & (inside > -np.inf)) if query.y_scale == "log10" else 0
    return int(by_x) + int(by_y)


def _restarts(series: ScalarSeries) -> tuple[tuple[int, float | None], ...]:
    """Steps at which the run began again, and when: the time of the first point there, if there is one."""
    found: list[tuple[int, float | None]] = []
    for step in series.restarts[-MOST_RESTARTS:]:
        at = int(np.argmax(series.steps >= step))
        time = float(series.wall_times[at]) if series.steps[at] >= step else None
        found.append((step, time if time is None or math.isfinite(time) else None))
    return tuple(found)


def _among(kept: NDArray[np.int64], inside: slice | NDArray[np.bool_]) -> int:
    """How many of the kept points are in the range."""
    if isinstance(inside, slice):
        return len(kept[(kept >= (inside.start or 0)) & (kept < (inside.stop or len(kept)))])
    return int(np.count_nonzero(inside[kept]))


def _marks(values: NDArray[np.float32] | NDArray[np.float64]) -> tuple[int, int]:
    """How many values are NaN and how many infinite."""
    if not len(values) or (math.isfinite(values.min()) and math.isfinite(values.max())):
        return 0, 0
    return int(np.isnan(values).sum()), int(np.isinf(values).sum())
