"""The curves of a chart, from a snapshot to the bytes that a chart draws.

Smoothing sees every point of a series; only then is the result reduced to the pixels and the range asked
for, so a curve has the same shape at every zoom. A short series goes whole. Plain values in, bytes out:
knows nothing of requests, sessions or selections.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dashboards import wire
from dashboards.recent import Recent
from dashboards.scales import Scale, edges, showable
from ingest.decimate import PER_COLUMN, decimate_together, pieces
from ingest.smoothing import smooth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from ingest.store import RunData, ScalarSeries, Snapshot

    Range = tuple[float, float]

XAxis = Literal["step", "relative", "wall"]

MIN_WIDTH, MAX_WIDTH = 64, 4096

MOST_PIECES = 100
"""A series whose x goes back more often than this is no run that was restarted: it stays in one piece."""

MOST_RESTARTS = 50
"""The last so many of a run are marked."""

UNKNOWN_COLOR = ("#6b7280", "#9ca3af")


@dataclass(frozen=True, slots=True)
class CurveQuery:
    """What a chart asks for: its axis, smoothing weight, width in pixels, x range when zoomed, scales,
    and whether a series is cut into pieces wherever x goes back.

    x is a step, seconds since the first point of each series, or seconds since 1970.
    """

    x_axis: XAxis = "step"
    smoothing: float = 0.6
    width: int = 400
    start: float | None = None
    end: float | None = None
    x_scale: Scale = "linear"
    y_scale: Scale = "linear"
    partition: bool = False

    @property
    def columns(self) -> int:
        """Pixel columns, within reason."""
        return min(max(self.width, MIN_WIDTH), MAX_WIDTH)


@dataclass(frozen=True, slots=True)
class _Line:
    """A series with its x on the axis asked for: ``x`` plus ``offset`` in the chart's terms."""

    series: ScalarSeries
    run: str
    tag: str
    version: tuple[object, ...]
    x: NDArray[np.int64] | NDArray[np.float64]
    offset: float

    @property
    def origin(self) -> float:
        return float(self.series.wall_times[0])

    def extent(self, scale: Scale) -> Range:
        """The lowest and the highest x that the scale can show."""
        low, high = float(self.x.min()) - self.offset, float(self.x.max()) - self.offset
        if scale == "log10" and low <= 0 < high:
            low = float(self.x[self.x > self.offset].min()) - self.offset
        return low, high


def _owned(series: ScalarSeries | None) -> int:
    """Bytes of columns that were put together from stretches; views of the store's own cost nothing."""
    columns = (series.steps, series.wall_times, series.values) if series else ()
    return sum(column.nbytes for column in columns if column.base is None)


_joined: Recent[ScalarSeries | None] = Recent(256 * 2**20, _owned)
_smooth: Recent[NDArray[Any]] = Recent(256 * 2**20, lambda array: array.nbytes)
"""Long series, put together and smoothed, so that zooming does neither again."""


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
    lines = [line for tag, runs in cards.items() for line in _lines(snapshot, tag, runs, query)]
    shown = _range(lines, query)
    return [_curve(line, colors.get(line.run, UNKNOWN_COLOR), query, shown) for line in lines]


def _lines(snapshot: Snapshot, tag: str, runs: Sequence[str], query: CurveQuery) -> Iterator[_Line]:
    for name in runs:
        run = snapshot.runs.get(name)
        version = (name, tag, run.count(tag), run.generation) if run else ()
        series = _series(run, tag, version) if run else None
        if not series:
            continue
        parts = _pieces(series, query) if query.partition else [series]
        for number, part in enumerate(parts):
            x = part.steps if query.x_axis == "step" else part.wall_times
            offset = float(part.wall_times[0]) if query.x_axis == "relative" else 0.0
            key = (*version, query.x_axis, number) if len(parts) > 1 else version
            yield _Line(part, name, tag, key, x, offset)


def _pieces(series: ScalarSeries, query: CurveQuery) -> list[ScalarSeries]:
    """The stretches in which x does not go back, as series of their own: `run: 1`, `run: 2`, …"""
    bounds = pieces(series.steps if query.x_axis == "step" else series.wall_times)
    if not 2 < len(bounds) <= MOST_PIECES + 1:
        return [series]
    cuts = [slice(start, end) for start, end in pairwise(bounds)]
    return [
        replace(
            series,
            run=f"{series.run}: {number}",
            steps=series.steps[cut],
            wall_times=series.wall_times[cut],
            values=series.values[cut],
            orphaned=series.orphaned if number == 1 else 0,
            restarts=series.restarts if number == 1 else (),
        )
        for number, cut in enumerate(cuts, start=1)
    ]


def _series(run: RunData, tag: str, version: tuple[object, ...]) -> ScalarSeries | None:
    if run.count(tag) <= PER_COLUMN * MAX_WIDTH:
        return run.scalars(tag)
    return _joined.get(version, lambda: run.scalars(tag))


def _range(lines: Sequence[_Line], query: CurveQuery) -> Range:
    """The x range that the chart shows: as asked, else from the first to the last point of all."""
    extents = [line.extent(query.x_scale) for line in lines] or [(0.0, 0.0)]
    if query.x_scale == "log10":
        extents = [extent for extent in extents if extent[1] > 0] or [(0.0, 0.0)]
    start = min(low for low, _ in extents) if query.start is None else query.start
    end = max(high for _, high in extents) if query.end is None else query.end
    return start, max(start, end)


def _curve(line: _Line, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    if len(line.series) <= PER_COLUMN * query.columns:
        return _whole(line, color)
    return _reduced(line, color, query, shown)


def _whole(line: _Line, color: tuple[str, str]) -> wire.Curve:
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


def _reduced(line: _Line, color: tuple[str, str], query: CurveQuery, shown: Range) -> wire.Curve:
    series, smoothed = line.series, _smoothed(line, query.smoothing)
    kept = _kept(line, smoothed, query, shown)
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
        smoothed=smoothed[kept],
        orphaned=series.orphaned,
        restarts=_restarts(series),
        off=_off_axis(line, smoothed if inside is None else smoothed[inside], query),
    )


def _kept(line: _Line, smoothed: NDArray[Any], query: CurveQuery, shown: Range) -> NDArray[np.int64]:
    """Indices of the points to send: the lowest of each column is the lowest that the axis can show."""
    ys = [showable(values, query.y_scale) for values in (line.series.values, smoothed)]
    cuts = edges(query.x_scale, *shown, query.columns)
    return decimate_together(
        line.x,
        ys,
        shown[0] + line.offset,
        shown[1] + line.offset,
        query.columns,
        None if cuts is None else cuts + line.offset,
    )


def _off_axis(line: _Line, inside: NDArray[Any], query: CurveQuery) -> int:
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


def _smoothed(line: _Line, weight: float) -> NDArray[np.float32] | NDArray[np.float64]:
    """Kept in the type of the values: float32 has six digits more than a screen."""
    values = line.series.values
    if not weight > 0:
        return values
    return _smooth.get(
        (*line.version, weight), lambda: smooth(values, weight).astype(values.dtype, copy=False)
    )


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
