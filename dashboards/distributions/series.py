"""The distributions of one card, from a tag's samples to the bytes that `<tb-distribution>` draws. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboards.binning import BASIS_POINTS, percentiles
from dashboards.packed import packed
from dashboards.slices import Body, about, picked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboards.slice_query import SliceQuery
    from dashboards.slices import Slices
    from ingest.store import Samples


def summed(found: Samples, query: SliceQuery) -> tuple[Slices, NDArray[np.float64]]:
    """The steps that a query asks for, and their percentiles, float64[n, 9]; NaN where nothing counts."""
    slices = picked(found, query.x_axis, query.steps, (query.start, query.end), query.at)
    values = [_values(buckets) for buckets in slices.buckets]
    return slices, np.array(values).reshape(len(values), len(BASIS_POINTS))


def _values(buckets: NDArray[np.float64]) -> NDArray[np.float64]:
    if not buckets[:, 2].any():
        return np.full(len(BASIS_POINTS), np.nan)
    # A range so wide that it has no width in numbers is looked at through the wrong end of a telescope.
    far = float(np.abs(buckets[:, :2]).max()) > np.finfo(np.float64).max / 4
    return percentiles(buckets * (0.25, 0.25, 1)) * 4 if far else percentiles(buckets)


def body(found: Samples, color: tuple[str, str], query: SliceQuery) -> Body:
    """What the element draws."""
    slices, values = summed(found, query)
    header = {
        **about(found, slices, color),
        "xAxis": query.x_axis,
        "values": query.values,
        "at": query.at,
        "basisPoints": BASIS_POINTS,
    }
    columns = {"step": slices.steps, "time": slices.wall_times, "value": values}
    return Body(packed(header, columns), is_sound=not slices.problems)
