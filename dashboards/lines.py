"""The series that a chart draws, each with its x on the axis asked for and smoothed over all of its points.

Nothing is reduced here: `curves.py` does that for pixels, `step_table.py` reads single steps. What is costly
to put together or to smooth is remembered. Knows nothing of requests, colours or bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dashboards.recent import Recent
from dashboards.scales import THRESHOLD, Scale
from ingest.decimate import PER_COLUMN, below, pieces
from ingest.smoothing import smooth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dashboards.spread import Band, Centre
    from ingest.store import RunData, ScalarSeries, Snapshot

    Floats = NDArray[np.float64]

XAxis = Literal["step", "relative-step", "relative", "wall", "metric"]
STEPS: tuple[XAxis, ...] = ("step", "relative-step")
"""Axes on which x is a whole number that a program counts by."""

MIN_WIDTH, MAX_WIDTH = 64, 4096

MOST_PIECES = 100
"""A series whose x goes back more often than this is no run that was restarted: it stays in one piece."""


@dataclass(frozen=True, slots=True)
class CurveQuery:
    """What a chart asks for: its axis, smoothing weight, width in pixels, x range when zoomed, scales,
    how far a symlog axis is linear, and whether a series is cut into pieces wherever x goes back.

    x is a step, the same less the first one of each series, seconds since its first point, seconds since
    1970, or the value that ``x_tag`` has at the step. ``spread``: groups of runs are one line, their centre,
    with a ``band``; ``baseline``: the run that others are compared with. ``most_columns``: how many pixel
    columns there is room for in an answer.
    """

    x_axis: XAxis = "step"
    smoothing: float = 0.6
    width: int = 400
    start: float | None = None
    end: float | None = None
    x_scale: Scale = "linear"
    y_scale: Scale = "linear"
    threshold: float = THRESHOLD
    partition: bool = False
    x_tag: str = ""
    spread: Centre | None = None
    band: Band = "minmax"
    baseline: str | None = None
    most_columns: int = MAX_WIDTH

    @property
    def columns(self) -> int:
        """Pixel columns, within reason."""
        return min(max(self.width, MIN_WIDTH), MAX_WIDTH, self.most_columns)


@dataclass(frozen=True, slots=True)
class Line:
    """A series with its x on the axis asked for: ``x`` less ``offset`` in the chart's terms.

    ``at``: which of its points have an x, where not all have; ``kind``: which of its columns x is, or "".
    """

    series: ScalarSeries
    run: str
    tag: str
    version: tuple[object, ...]
    x: NDArray[np.int64] | NDArray[np.float64]
    offset: float
    at: NDArray[np.intp] | None = None
    kind: str = ""

    def __len__(self) -> int:
        return len(self.x)

    def of(self, column: NDArray[Any]) -> NDArray[Any]:
        """What a column of the series has at the points with an x."""
        return column if self.at is None else column[self.at]

    @property
    def origin(self) -> float:
        return float(self.series.wall_times[0])

    @property
    def bounds(self) -> tuple[int, ...]:
        """Where stretches in which x never goes back start, and the end of the last. Remembered if long."""
        if not self.kind or len(self.x) <= PER_COLUMN * MAX_WIDTH:
            return tuple(pieces(self.x))
        return _bounds.get((*self.version, self.kind), lambda: tuple(pieces(self.x)))

    def inside(self, start: float, end: float) -> slice | NDArray[np.bool_]:
        """Which points are in a range of the chart's x."""
        start, end = start + self.offset, end + self.offset
        if len(self.bounds) == 2:
            low = below(self.x, start, "left")
            return slice(low, max(below(self.x, end, "right"), low))
        return (self.x >= start) & (self.x <= end)

    def extent(self, scale: Scale) -> tuple[float, float]:
        """The lowest and the highest x that the scale can show."""
        if len(self.bounds) == 2:
            first = below(self.x, self.offset, "right") if scale == "log10" else 0
            low, high = float(self.x[first % len(self.x)]), float(self.x[-1])
            return low - self.offset, high - self.offset
        low, high = float(self.x.min()) - self.offset, float(self.x.max()) - self.offset
        if scale == "log10" and low <= 0 < high:
            low = float(self.x[self.x > self.offset].min()) - self.offset
        return low, high


def _owned(series: ScalarSeries | None) -> int:
    """Bytes of columns that were put together from stretches; views of the store's own cost nothing."""
    columns = (series.steps, series.wall_times, series.values) if series else ()
    return sum(column.nbytes for column in columns if column.base is None)


_joined: Recent[ScalarSeries | None] = Recent(256 * 2**20, _owned)
_bounds: Recent[tuple[int, ...]] = Recent(2**20, lambda bounds: 8 * len(bounds))
_smooth: Recent[NDArray[Any]] = Recent(256 * 2**20, lambda array: array.nbytes)
"""Long series, put together and smoothed, so that zooming does neither again."""


def lines_of(snapshot: Snapshot, cards: Mapping[str, Sequence[str]], query: CurveQuery) -> list[Line]:
    """A line for each tag and each of its runs that has it; those of the first tag come first."""
    if query.x_axis == "metric":
        return [line for tag, runs in cards.items() for line in _by_metric(snapshot, tag, runs, query.x_tag)]
    return [line for tag, runs in cards.items() for line in _lines(snapshot, tag, runs, query)]


def _lines(snapshot: Snapshot, tag: str, runs: Sequence[str], query: CurveQuery) -> Iterator[Line]:
    for name in runs:
        run = snapshot.runs.get(name)
        version = (name, tag, run.count(tag), run.generation) if run else ()
        series = _series(run, tag, version) if run else None
        if not series:
            continue
        parts = _pieces(series, query) if query.partition else [series]
        for number, part in enumerate(parts):
            x = part.steps if query.x_axis in STEPS else part.wall_times
            offset = float(x[0]) if query.x_axis in ("relative", "relative-step") else 0.0
            key = (*version, query.x_axis, number) if len(parts) > 1 else version
            yield Line(part, name, tag, key, x, offset, kind="step" if query.x_axis in STEPS else "time")


def _by_metric(snapshot: Snapshot, tag: str, runs: Sequence[str], x_tag: str) -> Iterator[Line]:
    """Points at the value that another tag of their run has at their step; without one they are left out."""
    for name in runs:
        run = snapshot.runs.get(name)
        version = (name, tag, run.count(tag), run.generation) if run else ()
        series, other = (_series(run, tag, version), run.scalars(x_tag)) if run else (None, None)
        if not series or not other:
            continue
        x = as_of(other.steps, other.values.astype(np.float64), series.steps)
        at = np.flatnonzero(np.isfinite(x))
        if len(at):
            yield Line(series, name, tag, version, x[at], 0.0, None if len(at) == len(x) else at)


def as_of(steps: NDArray[np.int64], values: Floats, wanted: NDArray[np.int64]) -> Floats:
    """The value last written at or before each wanted step, of one step's the last; NaN before the first."""
    order = np.argsort(steps, kind="stable")
    place = np.searchsorted(steps[order], wanted, "right") - 1
    return np.where(place >= 0, values[order[np.maximum(place, 0)]], np.nan)


def _pieces(series: ScalarSeries, query: CurveQuery) -> list[ScalarSeries]:
    """The stretches in which x does not go back, as series of their own: `run: 1`, `run: 2`, …"""
    bounds = pieces(series.steps if query.x_axis in STEPS else series.wall_times)
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


def smoothed(line: Line, weight: float) -> NDArray[np.float32] | NDArray[np.float64]:
    """Its values smoothed, in series order, in their own type: float32 has six digits more than a screen."""
    values = line.series.values
    if not weight > 0:
        return values
    return _smooth.get((*line.version, weight), lambda: smooth(values, weight, values.dtype))
