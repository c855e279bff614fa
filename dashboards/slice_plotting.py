"""Pictures of histograms and distributions on paper: what both need of matplotlib."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from dashboards import plotting_axes as axes_of
from dashboards.figure import View
from dashboards.lines import CurveQuery
from dashboards.slice_query import Undrawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from dashboards.figure import Paper
    from dashboards.slice_query import XAxis

    Range = tuple[float, float]

FARTHEST = 1e300
"""Beyond it there is no arithmetic left for an axis."""


def prepare(axes: Axes, x_axis: XAxis, x: Range, y: Range, paper: Paper) -> float:
    """Steps or times along the bottom, values up the side; by what x is divided there."""
    view, query = View((), x, y), CurveQuery(x_axis=x_axis)
    axes_of.prepare(axes, view, query, paper.zone)
    return axes_of.unit(view, query)


def check(values: NDArray[np.float64]) -> None:
    """Raises `Undrawable` where no axis can show these values."""
    if len(values) and float(np.abs(values).max()) > FARTHEST:
        raise Undrawable("The values are too far apart to be drawn on paper.")


def around(x: NDArray[np.float64]) -> Range:
    """From the first to the last; around a single one there is room."""
    if not len(x):
        return 0.0, 1.0
    low, high = float(x[0]), float(x[-1])
    return (low, high) if low < high else (low - 1, high + 1)


def mixed(ground: Any, color: str, least: float = 0.0) -> LinearSegmentedColormap:
    """Colours from the ground (or a part of the way from it) to a run's colour."""
    parts = LinearSegmentedColormap.from_list("run", [ground, color])
    return LinearSegmentedColormap.from_list("run", [parts(least), parts(1.0)])


def steps_named(x_axis: XAxis, x: Range, zone: str) -> tuple[Sequence[float], Sequence[str], str]:
    """Ticks for steps or times up a side: where they are, and what they and their axis are called."""
    places = [float(tick) for tick in MaxNLocator(5).tick_values(*x) if x[0] <= tick <= x[1]]
    if x_axis == "step":
        return places, [f"{tick:,.0f}" if tick == int(tick) else f"{tick:g}" for tick in places], "Step"
    if x_axis == "relative":
        return places, [f"{tick:g}" for tick in places], "Seconds since the start"
    known = _zone(zone)
    named = [datetime.fromtimestamp(tick, known).strftime("%b %d %H:%M") for tick in places]
    return places, named, f"Time ({known})"


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc
