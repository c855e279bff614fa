"""Draws the distributions of a card with matplotlib, as the element on the page does; imports matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboards.distributions.series import summed
from dashboards.domain import around as around_values
from dashboards.plotting import blank, finish, printed
from dashboards.slice_plotting import around, check, mixed, prepare

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dashboards.figure import Paper
    from dashboards.slice_query import SliceQuery
    from dashboards.slices import Slices
    from ingest.store import Samples

DRAWN_POINTS = (0, 228, 1587, 3085, 5000, 6915, 8413, 9772, 10000)
"""What TensorBoard's bands are as strong as; not the points that the percentiles are made for."""

MEDIAN = 4
SINGLE = 0.02  # of the width: how wide a step without neighbours is


def rendered(found: Samples, color: tuple[str, str], query: SliceQuery, paper: Paper, kind: str) -> bytes:
    """The bytes of a picture."""
    slices, values = summed(found, query)
    check(values[np.isfinite(values)])
    title = f"{found.tag}, {found.run}"
    return printed(lambda: _drawn(slices, values, color[paper.dark], query, paper, title), paper, kind)


def _drawn(
    slices: Slices, values: NDArray[np.float64], color: str, query: SliceQuery, paper: Paper, title: str
) -> Figure:
    figure, axes = blank(paper)
    finite = values[np.isfinite(values)]
    told = (float(finite.min()), float(finite.max())) if len(finite) else None
    unit = prepare(axes, query.x_axis, around(slices.x), query.values or around_values(told, "linear"), paper)
    x = slices.x / unit
    if len(x) == 1:
        x, values = x + np.ptp(axes.get_xlim()) * np.array([-SINGLE, SINGLE]), np.repeat(values, 2, axis=0)
    for band, strength in enumerate(np.diff(DRAWN_POINTS) / 2500):
        axes.fill_between(
            x, values[:, band], values[:, band + 1], color=color, alpha=strength, linewidth=0, zorder=2
        )
    finish(axes, title, paper)
    ink = axes.xaxis.label.get_color()
    axes.plot(x, values[:, MEDIAN], color=mixed(color, str(ink))(0.5), linewidth=1.2, zorder=3)
    return figure
