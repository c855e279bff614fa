"""A picture of a card as values: its paper, its lines and the ranges they are shown in, as the chart on the
page has them. What draws it is `plotting.py`; this does not import matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dashboards.curve_query import number
from dashboards.dashes import Dash, dash_of
from dashboards.domain import Range, around, extent
from dashboards.lines import STEPS
from dashboards.scales import Scale, back, forward, showable
from ingest.smoothing import smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboards.lines import CurveQuery
    from dashboards.wire import Curve

    Values = NDArray[np.float64]

MM = 25.4
SIZE = (6.4, 3.6)  # inches
DPI = 200
SHORTEST, LONGEST = 1.0, 40.0  # inches
COARSEST, FINEST = 40, 1200
MOST_PIXELS = 40_000_000
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Paper:
    """What a picture is drawn on. Inches; ``title``: None for the tag; ``zone``: whose times of day.

    ``legend``: whether the runs are named, if they are not too many; ``outliers``: whether values far
    from the others have room on the y axis.
    """

    width: float = SIZE[0]
    height: float = SIZE[1]
    dpi: float = DPI
    dark: bool = False
    title: str | None = None
    legend: bool = True
    outliers: bool = False
    zone: str = "UTC"

    @property
    def columns(self) -> int:
        """Pixels across."""
        return round(self.width * self.dpi)


@dataclass(frozen=True)
class Line:
    """A run of a tag. ``y`` is smoothed where ``raw`` (what stands behind it) is not None; x, y: values.

    ``restarts``: the x at which the run began again; ``low`` and ``high``: the band of several runs;
    ``baseline``: stands out.
    """

    run: str
    tag: str
    color: str
    dash: Dash
    x: Values
    y: Values
    raw: Values | None
    restarts: tuple[float, ...] = ()
    low: Values | None = None
    high: Values | None = None
    baseline: bool = False


@dataclass(frozen=True)
class View:
    """Lines and the ranges of values that are shown of them."""

    lines: tuple[Line, ...]
    x: Range
    y: Range

    @property
    def several_tags(self) -> bool:
        """Whether the lines are of more than one tag, and have to say of which."""
        return len({line.tag for line in self.lines}) > 1


def paper_from(asked: Mapping[str, str]) -> Paper:
    """The paper of an address; raises `ValueError` with a sentence that begins with the field's name."""
    unit = _one_of(asked, "unit", ("in", "mm"))
    title = asked.get("title")
    paper = Paper(
        width=_length(asked, "width", SIZE[0], unit),
        height=_length(asked, "height", SIZE[1], unit),
        dpi=_between(asked, "dpi", DPI, COARSEST, FINEST, "dots per inch"),
        dark=_one_of(asked, "theme", ("light", "dark")) == "dark",
        title=None if title is None else title[:LONGEST_TITLE],
        legend=_one_of(asked, "legend", ("yes", "no")) == "yes",
        outliers=_one_of(asked, "outliers", ("ignored", "shown")) == "shown",
        zone=asked.get("timeZone", "UTC"),
    )
    if paper.width * paper.height * paper.dpi**2 > MOST_PIXELS:
        raise ValueError(f"dpi: a picture may have {MOST_PIXELS // 10**6} million pixels; choose fewer.")
    return paper


def view_of(
    curves: Sequence[Curve],
    tags: Sequence[str],
    query: CurveQuery,
    y: tuple[float | None, float | None],
    paper: Paper,
) -> View:
    """What the chart of these tags shows; ``y``: the ends of its y range where it is zoomed, in values."""
    dashes = {tag: dash_of(place) for place, tag in enumerate(tags)}
    lines = tuple(
        _line(curve, dashes[curve.tag], query, dark=paper.dark) for curve in curves if len(curve.steps)
    )
    per = query.threshold
    xs = [forward(showable(line.x, query.x_scale), query.x_scale, per) for line in lines]
    everything = _extent_of_x(xs)
    shown = _chosen((query.start, query.end), query.x_scale, everything, per)
    seen = extent(_inside(lines, xs, shown, query), ignore_outliers=not paper.outliers)
    found = around(seen, query.y_scale, per)
    ranges = (shown, query.x_scale), (_chosen(y, query.y_scale, found, per), query.y_scale)
    (x_range, y_range) = (
        cast("Range", tuple(back(np.array(ends), scale, per).tolist())) for ends, scale in ranges
    )
    return View(lines, x_range, y_range)


def _line(curve: Curve, dash: Dash, query: CurveQuery, *, dark: bool) -> Line:
    values = curve.values.astype(np.float64)
    y = values
    if query.smoothing > 0:
        y = (
            smooth(curve.values, query.smoothing)
            if curve.smoothed is None
            else curve.smoothed.astype(np.float64)
        )
    band = curve.band
    return Line(
        run=curve.run,
        tag=curve.tag,
        color=curve.color[dark],
        dash=dash,
        x=_x(curve, query.x_axis),
        y=y,
        raw=values if query.smoothing > 0 else None,
        restarts=tuple(_restarts(curve, query.x_axis)),
        low=None if band is None else band.low,
        high=None if band is None else band.high,
        baseline=curve.baseline,
    )


def _x(curve: Curve, x_axis: str) -> Values:
    if curve.x is not None:
        return curve.x.astype(np.float64)
    if x_axis in STEPS:
        first = curve.first if x_axis == "relative-step" else 0
        return (curve.steps - first).astype(np.float64)
    return curve.times - curve.origin if x_axis == "relative" else curve.times


def _restarts(curve: Curve, x_axis: str) -> Iterator[float]:
    origin = curve.origin if x_axis == "relative" else 0.0
    for step, time in curve.restarts:
        if x_axis in STEPS:
            yield float(step - (curve.first if x_axis == "relative-step" else 0))
        elif time is not None:
            yield time - origin


def _extent_of_x(xs: Sequence[Values]) -> Range:
    finite = [x[np.isfinite(x)] for x in xs]
    ends = [(float(x.min()), float(x.max())) for x in finite if len(x)]
    if not ends:
        return 0.0, 1.0
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return (low - 1, high + 1) if low == high else (low, high)


def _chosen(
    ends: tuple[float | None, float | None], scale: Scale, otherwise: Range, threshold: float
) -> Range:
    """A drawn range; an end that was not chosen, or that the scale cannot show, is that of ``otherwise``."""
    drawn = [None if end is None else _place(end, scale, threshold) for end in ends]
    low, high = (other if place is None else place for place, other in zip(drawn, otherwise, strict=True))
    return (low, high) if low < high else otherwise


def _place(value: float, scale: Scale, threshold: float) -> float | None:
    if scale == "log10" and value <= 0:
        return None
    return float(forward(np.array([value]), scale, threshold)[0])


def _inside(lines: Sequence[Line], xs: Sequence[Values], shown: Range, query: CurveQuery) -> NDArray[Any]:
    """The drawn y of all that can be seen in a drawn range of x."""
    parts = [np.empty(0)]
    for line, x in zip(lines, xs, strict=True):
        inside = (x >= shown[0]) & (x <= shown[1])
        for values in (line.y, line.low, line.high):
            if values is None:
                continue
            y = values[inside]
            y = y[np.isfinite(y) & ((y > 0) | (query.y_scale != "log10"))]
            parts.append(forward(y, query.y_scale, query.threshold))
    return np.concatenate(parts)


def _one_of(asked: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """What was chosen, the first unless said."""
    text = asked.get(name, choices[0])
    if text not in choices:
        raise ValueError(f"{name}: one of {', '.join(choices)} is expected.")
    return text


def _length(asked: Mapping[str, str], name: str, default: float, unit: str) -> float:
    per_inch = MM if unit == "mm" else 1.0
    low, high = round(SHORTEST * per_inch), round(LONGEST * per_inch)
    return _between(asked, name, default * per_inch, low, high, unit) / per_inch


def _between(
    asked: Mapping[str, str], name: str, default: float, low: float, high: float, what: str
) -> float:
    found = number(asked, name, default)
    if found is None or not low <= found <= high:
        raise ValueError(f"{name}: {low:,} to {high:,} {what} is possible.")
    return found
