"""Points as text, a piece at a time: TensorBoard's CSV lines and JSON points of a series of any length.

A float is written as the shortest text that gives the same bits again in its own type; ``widen`` writes it as
TensorBoard does, as the float64 of the same value. Knows series; what goes around the points is the caller's.
"""

from __future__ import annotations

import csv
import io
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ingest.store import ScalarSeries

COLUMNS = ("Wall time", "Step", "Value")
PIECE = 1 << 14
"""Points turned into text at a time."""

_JSON = {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}


def csv_line(fields: Sequence[str]) -> str:
    """A line with its end; fields are quoted where they must be."""
    out = io.StringIO()
    csv.writer(out).writerow(fields)
    return out.getvalue()


def csv_lines(series: ScalarSeries, lead: Sequence[str] = (), *, widen: bool = False) -> Iterator[str]:
    """The points as lines in the order of ``COLUMNS``, each after the ``lead``: pieces of many lines."""
    start = csv_line((*lead, ""))[:-2] if lead else ""
    for rows in _rows(series, widen):
        yield "".join(map("".join, zip(repeat(start), map(",".join, rows), repeat("\r\n"), strict=False)))


def json_points(series: ScalarSeries, *, widen: bool = False) -> Iterator[str]:
    """The points as one list ``[[wall time, step, value], …]``, in pieces."""
    before = "["
    for rows in _rows(series, widen):
        named = ((_JSON.get(time, time), step, _JSON.get(value, value)) for time, step, value in rows)
        yield f"{before}[{'],['.join(map(','.join, named))}]"
        before = ","
    yield "[]" if before == "[" else "]"


def point_rows(series: ScalarSeries) -> list[tuple[float | str, int, float | str]]:
    """The points as ``(wall time, step, value)`` for a document of JSON, each number as a float64."""
    columns = json_floats(series.wall_times), series.steps.tolist(), json_floats(series.values)
    return list(zip(*columns, strict=True))


def json_floats(numbers: NDArray[Any]) -> list[Any]:
    """Numbers for JSON, which knows no NaN and no infinity: those are named."""
    values = numbers.astype(np.float64).tolist()
    if np.isfinite(numbers).all():
        return list(values)
    return [value if value - value == 0 else _JSON[repr(value)].strip('"') for value in values]


def _rows(series: ScalarSeries, widen: bool) -> Iterator[Iterator[tuple[str, str, str]]]:
    for start in range(0, len(series), PIECE):
        part = slice(start, start + PIECE)
        values = series.values[part]
        yield zip(
            map(repr, series.wall_times[part].tolist()),
            map(str, series.steps[part].tolist()),
            map(str, values.tolist() if widen or values.dtype == np.float64 else values),
            strict=True,
        )
