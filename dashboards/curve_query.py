"""The question of a chart as its address puts it: which axis, smoothing, range, width and scales."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dashboards.lines import CurveQuery
from dashboards.query import MAX_SMOOTHING, SMOOTHING, X_AXES
from dashboards.scales import SCALES, THRESHOLD, Scale, scale_or

WIDTH = 400

Asked = Mapping[str, str]


def curve_query(asked: Asked) -> CurveQuery:
    """What is asked for, or `ValueError` with a sentence that begins with the name of the field."""
    x_axis = next((axis for axis in X_AXES if axis == asked.get("xAxis", X_AXES[0])), None)
    if x_axis is None:
        raise ValueError(f"xAxis: one of {', '.join(X_AXES)} is expected.")
    width = number(asked, "width", WIDTH)
    weight = number(asked, "smoothing", SMOOTHING)
    if weight is None or not 0 <= weight <= MAX_SMOOTHING:
        raise ValueError(f"smoothing: a number from 0 to {MAX_SMOOTHING} is expected.")
    if width is None or not 1 <= width <= 100_000:
        raise ValueError("width: a number of pixels is expected.")
    return CurveQuery(
        x_axis=x_axis,
        smoothing=weight,
        width=int(width),
        start=number(asked, "from"),
        end=number(asked, "to"),
        x_scale=_scale(asked, "xScale") if x_axis != "wall" else SCALES[0],
        y_scale=_scale(asked, "yScale"),
        threshold=_threshold(asked),
        partition=asked.get("partition") == "1",
    )


def _scale(asked: Asked, name: str) -> Scale:
    text = asked.get(name, SCALES[0])
    if text not in SCALES:
        raise ValueError(f"{name}: one of {', '.join(SCALES)} is expected.")
    return scale_or(text, SCALES[0])


def _threshold(asked: Asked) -> float:
    found = number(asked, "symlogThreshold", THRESHOLD)
    if found is None or not found > 0:
        raise ValueError("symlogThreshold: a number above 0 is expected.")
    return found


def number(asked: Asked, name: str, default: float | None = None) -> float | None:
    """A finite number, or `ValueError` with a sentence."""
    text = asked.get(name, "")
    if not text:
        return default
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f"{name}: a number is expected.")
    return found
