"""The histograms of one card, from a tag's samples to the bytes that `<tb-histogram>` draws. Pure.

Counts go in even bins: of the whole range of what is shown, or of the range that is zoomed to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.binning import even_edges, extent, percentiles, rebinned
from dashboards.packed import packed
from dashboards.slices import Body, about, picked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboards.slice_query import SliceQuery
    from dashboards.slices import Slices
    from ingest.store import Samples

MOST_SHORT = 1e37
"""Counts up to here go as float32."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Steps with their counts: ``edges`` float64[bins + 1], ``counts`` float64[n, bins]."""

    slices: Slices
    edges: NDArray[np.float64]
    counts: NDArray[np.float64]


def counted(found: Samples, query: SliceQuery) -> Counted:
    """The steps that a query asks for, each counted in the same bins."""
    slices = picked(found, query.x_axis, query.steps, (query.start, query.end), query.at)
    low, high = query.values or extent(slices.buckets)
    edges = even_edges(low, high, query.bins)
    counts = [rebinned(buckets, edges) for buckets in slices.buckets]
    return Counted(slices, edges, np.array(counts).reshape(len(counts), query.bins))


def body(found: Samples, color: tuple[str, str], query: SliceQuery) -> Body:
    """What the element draws; with the count and the least, middle and greatest value of each step."""
    made = counted(found, query)
    slices = made.slices
    summed = np.array([percentiles(buckets)[[0, 4, 8]] for buckets in slices.buckets]).reshape(-1, 3)
    header = {
        **about(found, slices, color),
        "xAxis": query.x_axis,
        "values": query.values,
        "at": query.at,
        "bins": query.bins,
    }
    columns: dict[str, NDArray[Any]] = {
        "step": slices.steps,
        "time": slices.wall_times,
        "edge": made.edges,
        "count": made.counts if made.counts.max(initial=0) > MOST_SHORT else made.counts.astype(np.float32),
        "least": summed[:, 0],
        "middle": summed[:, 1],
        "greatest": summed[:, 2],
        "total": np.array([buckets[:, 2].sum() for buckets in slices.buckets], np.float64),
    }
    return Body(packed(header, columns), is_sound=not slices.problems)
