"""Distributions as CSV, a line for each step, and as TensorBoard's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.binning import BASIS_POINTS, percentiles
from dashboards.rows import json_floats
from dashboards.slice_exports import csv_table, json_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.store import Samples

TITLES = tuple(f"{point / 100:g}%" for point in BASIS_POINTS)


def csv(chosen: Sequence[Samples], is_card: bool) -> Iterator[str]:
    """Wall time, step, and the percentiles by their names."""
    return csv_table(chosen, is_card, TITLES, lambda buckets: percentiles(buckets)[None, :])


def json(chosen: Sequence[Samples], is_card: bool) -> Iterator[str]:
    """`[[wall time, step, [[basis point, value], …]], …]`"""
    return json_table(chosen, is_card, pairs)


def pairs(buckets: NDArray[np.float64]) -> list[Any]:
    """Basis points with their values."""
    return [list(pair) for pair in zip(BASIS_POINTS, json_floats(percentiles(buckets)), strict=True)]


TABLES = {"csv": csv, "json": json}
