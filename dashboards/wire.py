"""How curves travel to the browser: one binary body of a JSON header and packed columns.

    b"TBW2" | u32 header length | header, padded with spaces | columns, each padded to 8 bytes

All little-endian, every column at a multiple of 8. Floats go byte by byte: the first of all numbers, then the
second of all, and so on, for bytes of equal weight look alike and compress by a seventh more. Whole numbers
(steps, times in tenths of a second) go as differences in the smallest type that holds them, evenly spaced
ones as a formula. Knows arrays and bytes; what to send is decided in ``curves.py``, and
``static/lib/wire.js`` reads it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.dashes import dash_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Column = dict[str, Any]

MAGIC = b"TBW2"
ALIGNMENT = 8
TIMES = ("relative", "wall")
"""Axes that times are drawn against."""

TENTH = 10
"""Time units a second where time is only read, not drawn against."""

EXACT = 2**53
"""Whole numbers up to here are exact in the browser."""


@dataclass(frozen=True, slots=True)
class Band:
    """What a curve of several runs has beside its centre: ``low`` and ``high`` float64[n], and ``count``
    int64[n], how many of the ``runs`` count at each point.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    count: NDArray[np.int64]
    runs: int


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart: its points as sent, and what to say of the series they were taken from.

    ``steps`` int64[n], ``times`` float64[n] (seconds since 1970), ``values`` and ``smoothed`` float32[n]
    or float64[n]. ``total``: points of the series; ``points``: those in the range asked for, of which
    ``drawn`` are here; ``marks``: how many of them are NaN and how many infinite. ``whole``: every point
    of the series is here, and the browser smooths by itself. ``orphaned``: points that a restart made
    void and that are left out; ``off``: points of the range that a log axis cannot show, counted where the
    series is not whole; ``restarts``: steps at which the run began again, and the time of the first point
    there. ``color``: for the light and the dark theme. ``first``: the first step of the series; ``x``: where
    the points are, where that is neither step nor time; ``band``: of several runs; ``baseline``: others are
    compared with it.
    """

    run: str
    tag: str
    color: tuple[str, str]
    total: int
    points: int
    drawn: int
    marks: tuple[int, int]
    whole: bool
    origin: float
    steps: NDArray[np.int64]
    times: NDArray[np.float64]
    values: NDArray[Any]
    smoothed: NDArray[Any] | None = None
    orphaned: int = 0
    off: int = 0
    restarts: tuple[tuple[int, float | None], ...] = ()
    first: int = 0
    x: NDArray[Any] | None = None
    band: Band | None = None
    baseline: bool = False


def encode(tags: Sequence[str], x_axis: str, curves: Sequence[Curve]) -> bytes:
    """The body for a chart of these tags; times are exact where they are the x axis."""
    data = _Data()
    places = {tag: place for place, tag in enumerate(tags)}
    series = [
        {"tag": places[curve.tag], **_described(curve, data, exact_times=x_axis in TIMES)} for curve in curves
    ]
    named = [{"name": tag, "dash": dash_of(place)} for tag, place in places.items()]
    header = {"tags": named, "xAxis": x_axis, "series": series}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    head = text.encode("utf-8", "replace")
    head += b" " * (-(len(MAGIC) + 4 + len(head)) % ALIGNMENT)
    return b"".join((MAGIC, len(head).to_bytes(4, "little"), head, *data.chunks))


class _Data:
    """The data part as it grows."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0

    def add(self, array: NDArray[Any]) -> int:
        """Append an array, padded; where it starts."""
        start, raw = self.size, array.tobytes()
        self.chunks.append(raw + bytes(-len(raw) % ALIGNMENT))
        self.size += len(self.chunks[-1])
        return start


def _described(curve: Curve, data: _Data, *, exact_times: bool) -> dict[str, Any]:
    steps = _whole_numbers(curve.steps, data)
    times = _floats(curve.times, data) if exact_times else _tenths(curve.times, data)
    about = {
        "run": curve.run,
        "color": curve.color,
        "total": curve.total,
        "points": curve.points,
        "drawn": curve.drawn,
        "marks": curve.marks,
        "orphaned": curve.orphaned,
        "off": curve.off,
        "restarts": curve.restarts,
        "first": curve.first,
        "baseline": curve.baseline,
        "whole": curve.whole,
        "origin": _origin(curve.origin, in_tenths=times["type"] != "f64"),
        "step": steps,
        "time": times,
        "value": _floats(curve.values, data),
    }
    if curve.smoothed is not None:
        about["smoothed"] = _floats(curve.smoothed, data)
    if curve.x is not None:
        about["x"] = _floats(curve.x, data)
    if curve.band is not None:
        about["runs"] = curve.band.runs
        about |= {"low": _floats(curve.band.low, data), "high": _floats(curve.band.high, data)}
        about["count"] = _whole_numbers(curve.band.count, data)
    return about


def _origin(seconds: float, *, in_tenths: bool) -> float | None:
    """As exact as the times: those since then would begin with what rounding took away."""
    if not math.isfinite(seconds):
        return None
    return round(seconds * TENTH) / TENTH if in_tenths else seconds


def _floats(values: NDArray[Any], data: _Data) -> Column:
    kind = "f32" if values.dtype == np.float32 else "f64"
    numbers = np.ascontiguousarray(values, "<f4" if kind == "f32" else "<f8")
    planes = numbers.view(np.uint8).reshape(len(numbers), numbers.itemsize).T
    return {"at": data.add(planes), "n": len(numbers), "type": kind}


def _tenths(times: NDArray[np.float64], data: _Data) -> Column:
    ticks = np.rint(times * TENTH)
    if not np.all(np.abs(ticks) < EXACT):  # NaN too
        return _floats(times, data)
    return _whole_numbers(ticks.astype(np.int64), data, per_unit=TENTH)


def _whole_numbers(numbers: NDArray[np.int64], data: _Data, per_unit: int = 1) -> Column:
    """``x[0] = start``, ``x[i] = x[i - 1] + unit * d[i]``, with n - 1 differences; none where all d are 1."""
    # Half, so that differences are exact as well.
    if len(numbers) and max(abs(int(numbers.min())), abs(int(numbers.max()))) >= EXACT // 2:
        return _floats(numbers.astype(np.float64), data)
    start = int(numbers[0]) / per_unit if len(numbers) else 0
    deltas = np.diff(numbers)
    if (deltas == deltas[:1]).all():
        unit = int(deltas[0]) / per_unit if len(deltas) else 0
        return {"at": data.size, "n": len(numbers), "type": "even", "start": start, "unit": unit}
    divisor = int(np.gcd.reduce(deltas))
    steps = deltas // divisor
    for kind in ("i8", "i16", "i32"):
        packed = steps.astype(f"<{kind[0]}{int(kind[1:]) // 8}")
        if (packed == steps).all():
            where = {"at": data.add(packed), "n": len(numbers), "type": kind}
            return {**where, "start": start, "unit": divisor / per_unit}
    return _floats(numbers / per_unit, data)
