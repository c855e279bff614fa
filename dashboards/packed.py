"""Columns of numbers for a custom element: one binary body of a JSON header and packed columns.

    b"TBP1" | u32 header length | header, padded with spaces | columns, each padded to 8 bytes

All little-endian; the header's `columns` say where each begins behind it, how many numbers it has and of
which type. ``static/lib/packed.js`` reads it. Knows arrays and bytes, not what they mean.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAGIC = b"TBP1"
ALIGNMENT = 8


def packed(header: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> bytes:
    """The body; float32 columns go as they are, all other numbers as float64."""
    places: dict[str, dict[str, Any]] = {}
    chunks: list[bytes] = []
    size = 0
    for name, column in columns.items():
        kind = "f32" if column.dtype == np.float32 else "f64"
        raw = column.astype("<f4" if kind == "f32" else "<f8").tobytes()
        places[name] = {"at": size, "n": column.size, "type": kind}
        chunks.append(raw + bytes(-len(raw) % ALIGNMENT))
        size += len(chunks[-1])
    text = json.dumps({**header, "columns": places}, separators=(",", ":"), allow_nan=False)
    head = text.encode()
    head += b" " * (-(len(MAGIC) + 4 + len(head)) % ALIGNMENT)
    return b"".join((MAGIC, len(head).to_bytes(4, "little"), head, *chunks))
