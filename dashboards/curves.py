"""The curves of a chart, from a snapshot to the bytes that a chart draws.

Smoothing sees every point of a series; only then is the result reduced to the pixels and the range asked
for, so a curve has the same shape at every zoom. A short series goes whole. Plain values in, bytes out:
knows nothing of requests, sessions or selections.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards import wire
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

UNKNOWN_COLOR = ("#6b7280", "#9ca3af")


def body(
    snapshot: Snapshot,
    cards: Mapping[str, Sequence[str]],
    colors: Mapping[str, tuple[str, str]],
    query: CurveQuery,
) -> bytes:
    """The binary body (see ``wire.py``) with a curve for each tag and each of its runs that has it."""
    return wire.encode(tuple(cards), query.x_axis, drawn(snapshot, cards, colors, query))


def drawn(
    snapshot: Snapshot,
    cards: Mapping[str, Sequence[str]],
    colors: Mapping[str, tuple[str, str]],
    query: CurveQuery,
) -> list[wire.Curve]:
    """The same curves as values: those of the first tag come first."""
    lines = lines_of(snapshot, cards, query)
    shown = _range(lines, query)
    return [_curve(line, colors.get(line.run, UNKNOWN_COLOR), query, shown) for line in lines]


def _range(lines: Sequence[Line], query: CurveQuery) -> Range:
    """The x range that the chart shows: as asked, else from the first to the last point of all."""
    extents = [line.extent(query.x_scale) for line in lines] or [(0.0, 0.0)]
    if query.x_scale == "log10":
        extents = [extent for extent in extents if extent[1] > 0] or [(0.0, 0.0)]
    start = min(low for low, _ in extents) if query.start is None else query.start
    end = max(high for _, high in extents) if query.end is None else query.end
    return start, max(start, end)


def _curve(line: Line, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    if len(line.series) <= PER_COLUMN * query.columns:
        return _whole(line, color)
    return _reduced(line, color, query, shown)


def _whole(line: Line, color: tuple[str, str]) -> wire.Curve:
    series = line.series
    return wire.Curve(
        run=series.run,
        tag=line.tag,
        color=color,
        total=len(series),
        points=len(series),
        drawn=len(series),
        marks=_marks(series.values),
        whole=True,
        origin=line.origin,
        steps=series.steps,
        times=series.wall_times,
        values=series.values,
        orphaned=series.orphaned,
        restarts=_restarts(series),
    )


def _reduced(line: Line, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    series, smooth = line.series, smoothed(line, query.smoothing)
    kept = _kept(line, smooth, query, shown)
    inside = _inside(line.x, (shown[0] + line.offset, shown[1] + line.offset))
    return wire.Curve(
        run=series.run,
        tag=line.tag,
        color=color,
        total=len(series),
        points=len(series) if inside is None else int(np.count_nonzero(inside)),
        drawn=len(kept) if inside is None else int(np.count_nonzero(inside[kept])),
        marks=_marks(series.values if inside is None else series.values[inside]),
        whole=False,
        origin=line.origin,
        steps=series.steps[kept],
        times=series.wall_times[kept],
        values=series.values[kept],
        smoothed=smooth[kept],
        orphaned=series.orphaned,
        restarts=_restarts(series),
        off=_off_axis(line, smooth if inside is None else smooth[inside], query),
    )


def _kept(line: Line, smooth: NDArray[Any], query: CurveQuery, shown: Range) -> NDArray[np.int64]:
    """Indices of the points to send: the lowest of each column is the lowest that the axis can show."""
    ys = [showable(values, query.y_scale) for values in (line.series.values, smooth)]
    cuts = edges(query.x_scale, *shown, query.columns, query.threshold)
    return decimate_together(
        line.x,
        ys,
        shown[0] + line.offset,
        shown[1] + line.offset,
        query.columns,
        None if cuts is None else cuts + line.offset,
    )


def _off_axis(line: Line, inside: NDArray[Any], query: CurveQuery) -> int:
    """How many points a log axis cannot show: by their y where they are looked at, or by their x."""
    by_x = np.count_nonzero(line.x <= line.offset) if query.x_scale == "log10" else 0
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


def _inside(x: NDArray[Any], shown: Range) -> NDArray[np.bool_] | None:
    """Which points are in the range; None where all are, which spares long series a look at each."""
    if x.min() >= shown[0] and x.max() <= shown[1]:
        return None
    return (x >= shown[0]) & (x <= shown[1])


def _marks(values: NDArray[np.float32] | NDArray[np.float64]) -> tuple[int, int]:
    """How many values are NaN and how many infinite."""
    if not len(values) or (math.isfinite(values.min()) and math.isfinite(values.max())):
        return 0, 0
    return int(np.isnan(values).sum()), int(np.isinf(values).sum())
