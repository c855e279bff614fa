"""Reads the body of a chart back into arrays; the slow and obvious twin of static/lib/wire.js."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

FLOATS = {"f32": "<f4", "f64": "<f8"}
COLUMNS = ("step", "time", "value", "smoothed", "x", "low", "high", "count")


def read(body: bytes) -> dict[str, Any]:
    """The header, with each column replaced by its float64 array."""
    assert body[:4] == b"TBW2"
    size = int.from_bytes(body[4:8], "little")
    header: dict[str, Any] = json.loads(body[8 : 8 + size])
    data = body[8 + size :]
    for series in header["series"]:
        series.update({name: _column(series[name], data) for name in COLUMNS if name in series})
    return header


def by_run(body: bytes) -> dict[str, dict[str, Any]]:
    """The series of a body by their runs."""
    return {series["run"]: series for series in read(body)["series"]}


def _column(column: dict[str, Any], data: bytes) -> np.ndarray:
    kind, count, start = column["type"], column["n"], column["at"]
    if kind in FLOATS:
        size = np.dtype(FLOATS[kind]).itemsize
        planes = np.frombuffer(data, np.uint8, count * size, start).reshape(size, count)
        return np.frombuffer(planes.T.tobytes(), FLOATS[kind]).astype(np.float64)
    if not count:
        return np.empty(0)
    deltas = np.ones(count - 1) if kind == "even" else np.frombuffer(data, kind_of(kind), count - 1, start)
    return column["start"] + column["unit"] * np.concatenate(([0.0], np.cumsum(deltas, dtype=np.float64)))


def kind_of(name: str) -> str:
    """The numpy type of packed differences: i8, i16, i32."""
    return f"<i{int(name[1:]) // 8}"
