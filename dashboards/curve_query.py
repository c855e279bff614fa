"""The question of a chart as its address puts it: which axis, smoothing, range, width and scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from dashboards.kept import SMOOTHING
from dashboards.lines import CurveQuery
from dashboards.query import LINE_AXES, MAX_SMOOTHING
from dashboards.scales import SCALES, THRESHOLD, Scale, scale_or
from dashboards.spread import BANDS, CENTRES
from profiles import typed

WIDTH = 400

Asked = Mapping[str, str]
T = TypeVar("T")


def curve_query(asked: Asked) -> CurveQuery:
    """What is asked for, or `ValueError` with a sentence that begins with the name of the field."""
    x_axis = _one_of(asked, "xAxis", LINE_AXES)
    width = number(asked, "width", WIDTH)
    weight = number(asked, "smoothing", SMOOTHING)
    if weight is None or not 0 <= weight <= MAX_SMOOTHING:
        raise ValueError(f"smoothing: a number from 0 to {MAX_SMOOTHING} is expected.")
    if width is None or not 1 <= width <= 100_000:
        raise ValueError("width: a number of pixels is expected.")
    spread = _one_of(asked, "spread", CENTRES) if asked.get("spread") else None
    if x_axis == "metric" and not asked.get("xTag"):
        raise ValueError("xTag: name the tag whose values are the x axis.")
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
        x_tag=asked.get("xTag", ""),
        spread=spread,
        band=_one_of(asked, "band", BANDS),
        baseline=asked.get("baseline") or None,
    )


def _scale(asked: Asked, name: str) -> Scale:
    text = asked.get(name, SCALES[0])
    if text not in SCALES:
        raise ValueError(f"{name}: one of {', '.join(SCALES)} is expected.")
    return scale_or(text, SCALES[0])


def _one_of(asked: Asked, name: str, choices: tuple[T, ...]) -> T:
    found = next((choice for choice in choices if choice == asked.get(name, choices[0])), None)
    if found is None:
        raise ValueError(f"{name}: one of {', '.join(map(str, choices))} is expected.")
    return found


def _threshold(asked: Asked) -> float:
    found = number(asked, "symlogThreshold", THRESHOLD)
    if found is None or not found > 0:
        raise ValueError("symlogThreshold: a number above 0 is expected.")
    return found


def number(asked: Asked, name: str, default: float | None = None) -> float | None:
    """A finite number, or `ValueError` with a sentence."""
    found = typed.number(asked.get(name, ""), name)
    return default if found is None else found
