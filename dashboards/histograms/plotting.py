"""Draws the histograms of a card with matplotlib, as the element on the page does; imports matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboards.histograms.series import counted
from dashboards.plotting import blank, finish, printed
from dashboards.slice_plotting import around, check, mixed, prepare, steps_named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dashboards.figure import Paper
    from dashboards.histograms.series import Counted
    from dashboards.slice_query import SliceQuery
    from ingest.store import Samples

PEAK = 0.4  # of the height
OLDEST = 0.28  # of the run's colour
FAINTEST = 0.06


def rendered(
    found: Samples, color: tuple[str, str], query: SliceQuery, mode: str, paper: Paper, kind: str
) -> bytes:
    """The bytes of a picture."""
    made = counted(found, query)
    check(made.edges)
    return printed(
        lambda: _drawn(made, color[paper.dark], query, mode, paper, f"{found.tag}, {found.run}"), paper, kind
    )


def _drawn(made: Counted, color: str, query: SliceQuery, mode: str, paper: Paper, title: str) -> Figure:
    figure, axes = blank(paper)
    paint = {"heat": _heat, "overlay": _overlay}.get(mode, _offset)
    paint(axes, made, color, query, paper)
    finish(axes, title, paper)
    if mode == "offset":
        axes.spines["left"].set_visible(False)
    return figure


def _offset(axes: Axes, made: Counted, color: str, query: SliceQuery, paper: Paper) -> None:
    """Behind one another: a step's place is its depth, from 0 for the newest to 1 for the oldest."""
    x = made.slices.x
    low, high = around(x)
    high = float(x[-1]) if len(x) else high
    depth = (high - x) / ((high - low) or 1.0) * (1 - PEAK)
    heights = made.counts / (made.counts.max(initial=0.0) or 1.0) * PEAK
    ground, colors = axes.get_facecolor(), mixed(axes.get_facecolor(), color, OLDEST)
    middles = made.edges[:-1] / 2 + made.edges[1:] / 2
    for i, height in enumerate(heights):
        own = colors(i / max(len(x) - 1, 1))
        ridge = depth[i] + height
        axes.fill_between(middles, depth[i], ridge, facecolor=own, linewidth=0, zorder=2 + i)
        axes.plot(middles, ridge, color=ground, linewidth=0.5, zorder=2 + i)
    axes.set_xlim(made.edges[0], made.edges[-1])
    axes.set_ylim(0, 1)
    places, names, called = steps_named(query.x_axis, (low, high), paper.zone)
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_yticks([(high - place) / ((high - low) or 1.0) * (1 - PEAK) for place in places], names)
    axes.set_ylabel(called)


def _overlay(axes: Axes, made: Counted, color: str, query: SliceQuery, paper: Paper) -> None:
    """Over one another, the newest on top."""
    colors = mixed(axes.get_facecolor(), color, OLDEST)
    middles = made.edges[:-1] / 2 + made.edges[1:] / 2
    for i, counts in enumerate(made.counts):
        axes.plot(
            middles, counts, color=colors(i / max(len(made.counts) - 1, 1)), linewidth=0.9, zorder=2 + i
        )
    axes.set_xlim(made.edges[0], made.edges[-1])
    axes.set_ylim(0, made.counts.max(initial=0.0) * 1.05 or 1.0)
    axes.set_ylabel("Count")


def _heat(axes: Axes, made: Counted, color: str, query: SliceQuery, paper: Paper) -> None:
    """A map: stronger where more values are."""
    bounds = _bounds(made.slices.x)
    values = float(made.edges[0]), float(made.edges[-1])
    unit = prepare(axes, query.x_axis, (float(bounds[0]), float(bounds[-1])), values, paper)
    if not len(made.counts):
        return
    strength = np.sqrt(made.counts / (made.counts.max() or 1.0)).T
    shown = np.ma.masked_equal(strength, 0.0)
    colors = mixed(axes.get_facecolor(), color, FAINTEST)
    axes.pcolormesh(bounds / unit, made.edges, shown, cmap=colors, vmin=0, vmax=1, rasterized=True, zorder=2)


def _bounds(x: np.ndarray) -> np.ndarray:
    """Where the column of each step begins and ends: half way to its neighbours."""
    if len(x) < 2:
        return np.array([x[0] - 0.5, x[0] + 0.5]) if len(x) else np.array([0.0, 1.0])
    between = x[:-1] / 2 + x[1:] / 2
    return np.concatenate(([2 * x[0] - between[0]], between, [2 * x[-1] - between[-1]]))
