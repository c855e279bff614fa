"""Histograms as CSV, a line for each bucket, and as TensorBoard's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.slice_exports import csv_table, json_rows, json_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.store import Samples


def csv(chosen: Sequence[Samples], is_card: bool) -> Iterator[str]:
    """Wall time, step, left edge, right edge, count."""
    return csv_table(chosen, is_card, ("Left", "Right", "Count"), lambda buckets: buckets)


def json(chosen: Sequence[Samples], is_card: bool) -> Iterator[str]:
    """`[[wall time, step, [[left, right, count], …]], …]`"""
    return json_table(chosen, is_card, json_rows)


TABLES = {"csv": csv, "json": json}
