"""The table of a chart at one step, or from one step to another: exact, on all points of every series.

As TensorBoard has it: a value at a step is that of the nearest point; of a range Min, Max, Start, End, Value
(the difference) and % are of smoothed values, Mean and Raw of those that were written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.bands import points_of
from dashboards.lines import Line, smoothed
from dashboards.numbers import duration_text, percent_text, step_text, value_text
from ingest.natural import natural_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboards.bands import Bundle, Points
    from dashboards.lines import CurveQuery
    from ingest.hparams import HParam

Number = float | None
Facts = dict[str, Number]
HPARAM = "hparam:"


@dataclass(frozen=True)
class Selection:
    """A step, or with ``end`` all from one step to another."""

    start: float
    end: float | None = None


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses, its title, what it means, and how its numbers are written."""

    name: str
    title: str
    about: str = ""
    text: Callable[[float], str] = value_text
    shown: bool = True


RUN, TAG = Column("run", "Run"), Column("tag", "Tag")
SINGLE = (
    Column("smoothed", "Smoothed", "at the nearest point"),
    Column("value", "Value", "as it was written"),
    Column("step", "Step", "of the nearest point", step_text),
    Column("relative", "Relative", "time since the run's first point", duration_text),
)
GROUP = (
    Column("low", "Low", "where the band begins"),
    Column("high", "High", "where the band ends"),
    Column("runs", "Runs", "that count at this step", step_text),
)
"""What groups have besides, at a single step."""
RANGE = (
    Column("min", "Min", "of the smoothed values in the range"),
    Column("max", "Max", "of the smoothed values in the range"),
    Column("start", "Start Value", "smoothed, at the point nearest to the start"),
    Column("end", "End Value", "smoothed, at the point nearest to the end"),
    Column("delta", "Value", "end less start, smoothed"),
    Column("percent", "%", "end less start, as a part of the start", percent_text),
    Column("start_step", "Start Step", "of the point nearest to the start", step_text),
    Column("end_step", "End Step", "of the point nearest to the end", step_text),
    Column("max_step", "Step At Max", "", step_text, shown=False),
    Column("min_step", "Step At Min", "", step_text, shown=False),
    Column("mean", "Mean", "of the values in the range as they were written", shown=False),
    Column("raw", "Raw", "end less start, as they were written", shown=False),
)


@dataclass(frozen=True)
class Row:
    """A line, or a group of them, with what the table says of it.

    ``run``: its name, and which piece of a run it is where that is cut into pieces; ``of``: the run whose
    colour it has; ``hparams``: of its run, or what all runs of a group have alike.
    """

    run: str
    tag: str
    of: str
    facts: Facts
    hparams: Mapping[str, HParam] = field(default_factory=dict)

    def told(self, column: str) -> Number | HParam:
        """What stands in a column; None where nothing does."""
        hparam = column.removeprefix(HPARAM)
        return self.facts.get(column) if hparam == column else self.hparams.get(hparam)

    def cell(self, column: str) -> Number | HParam:
        """The same, with its names."""
        if column in ("run", "tag"):
            return self.run if column == "run" else self.tag
        return self.told(column)

    def key(self, column: str) -> Any:
        """What the row is sorted by; what is not there comes before all numbers."""
        if column in ("run", "tag"):
            return natural_key(str(self.cell(column)))
        told = self.told(column)
        if isinstance(told, str):
            return 1, 0.0, natural_key(told)
        return 0, -math.inf if told is None or math.isnan(told) else told, ""


def hparam_column(name: str) -> Column:
    """A hyperparameter of the runs, which somebody has to ask for."""
    return Column(f"{HPARAM}{name}", name, "hyperparameter", shown=False)


def last_step(lines: Sequence[Line]) -> float:
    """The last step of all lines."""
    return max((int(line.series.steps.max()) for line in lines), default=0)


def rows_of(lines: Sequence[Line], weight: float, selection: Selection) -> list[Row]:
    """A row for each line, in their order."""
    return [Row(line.series.run, line.tag, line.run, _facts(line, weight, selection)) for line in lines]


def group_row(bundle: Bundle, query: CurveQuery, selection: Selection) -> Row:
    """The row of a group as it is drawn: its centre, with its band at a single step."""
    start, end = selection.start, selection.end
    points = points_of(bundle, query, start, start if end is None else end)
    steps, smooth = points.steps, points.drawn.centre
    if end is not None:
        facts = _between(steps, points.values, smooth, start, end) if len(steps) else {}
    else:
        facts = _of_group(points, nearest(steps, start)) if len(steps) else {}
    return Row(bundle.name, bundle.tag, bundle.lines[0].run, facts)


def _of_group(points: Points, at: int) -> Facts:
    drawn = points.drawn
    return {
        "smoothed": float(drawn.centre[at]),
        "value": float(points.values[at]),
        "low": float(drawn.low[at]),
        "high": float(drawn.high[at]),
        "runs": int(drawn.count[at]),
        "step": int(points.steps[at]),
    }


def ordered(rows: Sequence[Row], column: str, *, down: bool) -> list[Row]:
    """The rows sorted by a column; equal ones stay as they came."""
    return sorted(rows, key=lambda row: row.key(column), reverse=down)


def is_beyond(lines: Sequence[Line], selection: Selection) -> bool:
    """Whether an end of the selection is a step that no line reaches."""
    ends = [end for end in (selection.start, selection.end) if end is not None]
    low = min((float(line.series.steps.min()) for line in lines), default=-math.inf)
    high = max((float(line.series.steps.max()) for line in lines), default=math.inf)
    return any(not low <= end <= high for end in ends)


def _facts(line: Line, weight: float, selection: Selection) -> Facts:
    series, smooth = line.series, smoothed(line, weight)
    if selection.end is not None:
        return _between(series.steps, series.values, smooth, selection.start, selection.end)
    at = nearest(series.steps, selection.start)
    return {
        "smoothed": float(smooth[at]),
        "value": float(series.values[at]),
        "step": int(series.steps[at]),
        "relative": float(series.wall_times[at]) - line.origin,
    }


def _between(
    steps: NDArray[np.int64], values: NDArray[Any], smooth: NDArray[Any], start: float, end: float
) -> Facts:
    first, last = nearest(steps, start), nearest(steps, end)
    inside = np.flatnonzero((steps >= start) & (steps <= end))
    raw, drawn = values[inside], smooth[inside]
    low, high = _extreme(np.argmin, drawn), _extreme(np.argmax, drawn)
    written = raw[np.isfinite(raw)]
    begin, finish = float(smooth[first]), float(smooth[last])
    return {
        "min": None if low is None else float(drawn[low]),
        "max": None if high is None else float(drawn[high]),
        "start": begin,
        "end": finish,
        "delta": finish - begin,
        "percent": (finish - begin) / begin if begin else None,
        "start_step": int(steps[first]),
        "end_step": int(steps[last]),
        "max_step": None if high is None else int(steps[inside[high]]),
        "min_step": None if low is None else int(steps[inside[low]]),
        "mean": float(written.mean(dtype=np.float64)) if len(written) else None,
        "raw": float(values[last]) - float(values[first]),
    }


def nearest(steps: NDArray[np.int64], step: float) -> int:
    """The index of the point nearest to a step: of two as near the lower, of a step told twice the last."""
    away = np.abs(steps - step)
    found = np.flatnonzero(away == away.min())
    return int(found[steps[found] == steps[found].min()][-1])


def _extreme(reach: Callable[[Any], Any], values: NDArray[Any]) -> int | None:
    """The first place of the lowest or highest finite value."""
    finite = np.flatnonzero(np.isfinite(values))
    return int(finite[reach(values[finite])]) if len(finite) else None
