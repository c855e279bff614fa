"""Reads a body of packed columns, as static/lib/packed.js does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

DTYPES = {"f32": np.dtype("<f4"), "f64": np.dtype("<f8")}


def unpacked(body: bytes) -> dict[str, Any]:
    """The header, its columns as arrays."""
    assert body[:4] == b"TBP1"
    start = 8 + int.from_bytes(body[4:8], "little")
    assert start % 8 == 0
    header: dict[str, Any] = json.loads(body[8:start])
    columns = {
        name: np.frombuffer(body, DTYPES[place["type"]], place["n"], start + place["at"])
        for name, place in header["columns"].items()
    }
    return {**header, "columns": columns}
