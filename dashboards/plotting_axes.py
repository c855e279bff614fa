"""The axes of a picture: scales, ranges, ticks and what they are called. For `plotting.py` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import (
    AutoLocator,
    EngFormatter,
    FuncFormatter,
    Locator,
    LogFormatterSciNotation,
    LogLocator,
    MaxNLocator,
    SymmetricalLogLocator,
)

from dashboards.lines import STEPS
from dashboards.scales import Scale, back, forward
from dashboards.wire import TIMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from dashboards.figure import View
    from dashboards.lines import CurveQuery

DAY = 86_400.0
_UNITS = ((2 * DAY, DAY, "d"), (7200.0, 3600.0, "h"), (120.0, 60.0, "min"))  # from so many seconds on


def prepare(axes: Axes, view: View, query: CurveQuery, zone: str) -> None:
    """Scales, ranges and ticks."""
    per = unit(view, query)
    _scale(axes, "x", query.x_scale, query.threshold / per)
    _scale(axes, "y", query.y_scale, query.threshold)
    axes.set_xlim(view.x[0] / per, view.x[1] / per)
    axes.set_ylim(*view.y)
    _ticks(axes.yaxis, query.y_scale, view.y, query.threshold)
    if query.x_axis == "wall":
        axes.set_xlabel(_times_of_day(axes, zone))
        return
    _ticks(axes.xaxis, query.x_scale, (view.x[0] / per, view.x[1] / per), query.threshold / per)
    if query.x_axis == "metric":
        axes.set_xlabel(query.x_tag, parse_math=False)
    elif query.x_axis in STEPS:
        axes.set_xlabel("Step" if query.x_axis == "step" else "Steps since the first")
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        if query.x_scale == "linear":
            axes.xaxis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10], integer=True))
    else:
        axes.set_xlabel(f"Time since the start ({_unit_name(per)})")


def unit(view: View, query: CurveQuery) -> float:
    """By what x is divided: seconds become days for dates, and minutes, hours or days where they are many."""
    if query.x_axis not in TIMES:
        return 1.0
    if query.x_axis == "wall":
        return DAY
    longest = max(map(abs, view.x))
    return next((per for least, per, _ in _UNITS if longest >= least), 1.0)


def _unit_name(per: float) -> str:
    return next((name for _, seconds, name in _UNITS if seconds == per), "s")


def _scale(axes: Axes, axis: str, scale: Scale, threshold: float) -> None:
    change: Any = axes.set_xscale if axis == "x" else axes.set_yscale
    if scale == "log10":
        change("log", nonpositive="mask")
    elif scale == "symlog":
        both = (lambda v: forward(v, scale, threshold), lambda v: back(v, scale, threshold))
        change("function", functions=both)


def _ticks(axis: Axis, scale: Scale, shown: tuple[float, float], threshold: float) -> None:
    if scale == "symlog":
        axis.set_major_locator(_symlog_locator(shown, threshold))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    elif scale == "log10":
        axis.set_major_locator(LogLocator(numticks=8))
        axis.set_major_formatter(LogFormatterSciNotation())


def _symlog_locator(shown: tuple[float, float], threshold: float) -> Locator:
    """Powers of ten where there are several; else as on a linear axis."""
    if max(map(abs, shown)) < 30 * threshold:
        return AutoLocator()
    locator = SymmetricalLogLocator(base=10, linthresh=threshold)
    locator.set_params(numticks=9)
    return locator


def _times_of_day(axes: Axes, name: str) -> str:
    """Ticks of dates; what the axis is called says whose they are."""
    zone: ZoneInfo | None
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        name, zone = "UTC", None
    locator = AutoDateLocator(tz=zone, minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))  # type: ignore[no-untyped-call]
    return f"Time ({name})"
