"""Draws a `figure.View` with matplotlib, for papers: PNG, SVG with text as text, PDF with fonts inside.

Importing this imports matplotlib. Its settings belong to the whole process, so there is one lock; no pyplot,
no state of its own, nothing of the date: the same question gives the same bytes.
"""

from __future__ import annotations

import io
import logging
import re
import threading
import warnings
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure

from dashboards import plotting_axes as axes_of
from dashboards.scales import showable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from numpy.typing import NDArray

    from dashboards.figure import Line, Paper, View
    from dashboards.lines import CurveQuery

LEGEND = 12  # runs
MANY = 200  # lines: behind more than these nothing is drawn, as on the page
FEW = 8  # runs whose restarts are marked: those of more would hide the lines
_NO_DATE: dict[str, dict[str, Any]] = {
    "png": {"Software": "TensorBored"},
    "svg": {"Date": None, "Creator": "TensorBored"},
    "pdf": {"CreationDate": None, "Creator": "TensorBored", "Producer": "matplotlib"},
}
_SETTINGS = {
    "agg.path.chunksize": 20_000,
    "axes.linewidth": 0.6,
    "font.family": "sans-serif",
    "font.size": 8.5,
    "lines.solid_capstyle": "butt",
    "lines.solid_joinstyle": "bevel",
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "TensorBored",
}
_INK = {  # theme: ground, text, axes, grid
    False: ("#ffffff", "#191c22", "#4a515d", "#e6e8ec"),
    True: ("#17191e", "#e5e8ec", "#aab1bc", "#2b3038"),
}
_WIDTHS = ((LEGEND, 1.3), (MANY, 0.8), (float("inf"), 0.45))  # points, for so many lines
_BEHIND = 0.25
BAND = 0.18
"""How opaque the band of a group is, as on the page."""

_EMPHASIS = 1.2  # points, that the line of the baseline is wider
_MARK = 4.5  # points
_MARKS_AN_INCH = 11
_NAME = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_lock = threading.Lock()


def rendered(view: View, query: CurveQuery, title: str, paper: Paper, kind: str) -> bytes:
    """The bytes of a picture; ``title``: unless the paper has its own."""
    return printed(lambda: drawn(view, query, title, paper), paper, kind)


def printed(make: Callable[[], Figure], paper: Paper, kind: str) -> bytes:
    """The bytes of a figure, which is made while matplotlib's settings are ours."""
    out = io.BytesIO()
    with _lock, warnings.catch_warnings(), style.context(["default", _SETTINGS]):
        warnings.simplefilter("ignore")  # glyphs that no font of this machine has
        make().savefig(out, format=kind, dpi=paper.dpi, metadata=_NO_DATE[kind])
    return out.getvalue()


def drawn(view: View, query: CurveQuery, title: str, paper: Paper) -> Figure:
    """The figure, not yet put on paper."""
    text = _INK[paper.dark][1]
    figure, axes = blank(paper)
    axes_of.prepare(axes, view, query, paper.zone)
    finish(axes, title, paper)
    unit = axes_of.unit(view, query)
    width = _width(len(view.lines), paper.width)
    crowded = len(view.lines) > MANY
    handles = {id(line): _draw(axes, line, query, unit, width, crowded) for line in on_top(view.lines)}
    if len(view.lines) <= FEW:
        _restarts(axes, view.lines, unit)
    if paper.legend and 0 < len(handles) <= LEGEND:
        _legend(figure, [handles[id(line)] for line in view.lines], _names(view), paper, text)
    return figure


def blank(paper: Paper) -> tuple[Figure, Axes]:
    """A figure with axes on the ground of its theme."""
    ground = _INK[paper.dark][0]
    figure = Figure((paper.width, paper.height), paper.dpi, facecolor=ground, layout="constrained")
    return figure, figure.add_subplot(facecolor=ground)


def finish(axes: Axes, title: str, paper: Paper) -> None:
    """The theme's colours for what surrounds the lines; ``title``: unless the paper has its own."""
    _, text, ink, grid = _INK[paper.dark]
    _look(axes, text, ink, grid)
    title = title if paper.title is None else paper.title
    if title:
        axes.set_title(_shown(title, 90), color=text, fontsize=9.5, parse_math=False)


def _draw(axes: Axes, line: Line, query: CurveQuery, unit: float, width: float, crowded: bool) -> Line2D:
    """What stands behind, the line, and marks on it; returns the line."""
    x = showable(line.x, query.x_scale) / unit
    width = width + _EMPHASIS if line.baseline else width
    if line.low is not None and line.high is not None:
        low, high = (_finite(showable(values, query.y_scale)) for values in (line.low, line.high))
        low = np.where(np.isnan(low) & np.isfinite(high), axes.get_ylim()[0], low)  # below a log axis
        axes.fill_between(x, low, high, color=line.color, alpha=BAND, linewidth=0, zorder=1.5)
    if line.raw is not None and not crowded:
        raw = showable(line.raw, query.y_scale)
        behind: dict[str, Any] = {"linewidth": min(width, 0.9), "alpha": _BEHIND, "zorder": 2}
        axes.plot(x, _finite(raw), color=line.color, linestyle=_style(line), **behind)
        _dots(axes, x, raw, line.color, width, alpha=_BEHIND)
    y = showable(line.y, query.y_scale)
    look: dict[str, Any] = {"linewidth": width, "linestyle": _style(line), "zorder": 3}
    (made,) = axes.plot(x, _finite(y), color=line.color, label=line.run, **look)
    _dots(axes, x, y, line.color, width)
    _marks(axes, x, y, line.color)
    return made


def on_top(lines: Sequence[Line]) -> list[Line]:
    """The lines in the order in which they are drawn: the baseline comes last."""
    return sorted(lines, key=lambda line: line.baseline)


def _style(line: Line) -> Any:
    """The dashes of the page, in widths of the line as there."""
    return (0, line.dash) if line.dash else "-"


def _names(view: View) -> list[str]:
    """What the lines are called in the legend."""
    runs = _told_apart([line.run for line in view.lines])
    if not view.several_tags:
        return runs
    return [f"{line.tag}, {run}" for line, run in zip(view.lines, runs, strict=True)]


def _restarts(axes: Axes, lines: Sequence[Line], unit: float) -> None:
    """A dashed line where a run began again."""
    low, high = axes.get_xlim()
    for line in lines:
        for x in (restart / unit for restart in line.restarts):
            if low <= x <= high:
                axes.axvline(x, color=line.color, alpha=0.8, linewidth=0.8, linestyle=(0, (3, 3)), zorder=2.5)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lines are broken where a value is not finite."""
    return np.where(np.isfinite(values), values, np.nan)


def _dots(axes: Axes, x: Any, y: Any, color: str, width: float, alpha: float = 1.0) -> None:
    """A point between two gaps has no line to be seen by."""
    finite = np.concatenate(([False], np.isfinite(y), [False]))
    alone = finite[1:-1] & ~finite[:-2] & ~finite[2:]
    if alone.any():
        size = 5.0 if len(x) == 1 else 1.5 * width
        look: dict[str, Any] = {"marker": "o", "markersize": size, "linestyle": "none", "markeredgewidth": 0}
        axes.plot(x[alone], y[alone], color=color, alpha=alpha, zorder=3, **look)


def _marks(axes: Axes, x: Any, y: Any, color: str) -> None:
    """NaN: a triangle at the last finite value. Infinities: one at the edge that they lie beyond."""
    if np.isfinite(y).all():
        return
    at_edge = axes.get_xaxis_transform()
    for kind, height, marker in ((np.isposinf(y), 0.985, "^"), (np.isneginf(y), 0.015, "v")):
        if kind.any():
            _triangles(axes, x[kind], np.full(int(kind.sum()), height), color, marker, transform=at_edge)
    missing = np.isnan(y)
    if missing.any():
        finite = np.flatnonzero(~missing & np.isfinite(y))
        if len(finite):
            before = np.searchsorted(finite, np.flatnonzero(missing)) - 1
            _triangles(axes, x[missing], y[finite[np.maximum(before, 0)]], color, "^")
        else:
            _triangles(axes, x[missing], np.full(int(missing.sum()), 0.015), color, "^", transform=at_edge)


def _triangles(axes: Axes, x: Any, y: Any, color: str, marker: str, **options: Any) -> None:
    """Thinned, so that a series that is all NaN does not become a bar."""
    low, high = axes.get_xlim()
    gap = (high - low) / (axes.bbox.width / axes.figure.dpi * _MARKS_AN_INCH)
    kept = np.unique(np.floor((x - low) / gap), return_index=True)[1] if gap > 0 else slice(None)
    look: dict[str, Any] = {
        "marker": marker,
        "markersize": _MARK,
        "linestyle": "none",
        "markeredgewidth": 0.5,
    }
    ground = axes.get_facecolor()
    axes.plot(x[kept], y[kept], color=color, markeredgecolor=ground, zorder=4, **look, **options)


def _look(axes: Axes, text: str, ink: str, grid: str) -> None:
    axes.grid(visible=True, which="major", color=grid, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(ink)
    axes.tick_params(which="both", color=ink, labelcolor=text, width=0.6, length=3)
    axes.tick_params(which="minor", length=1.5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_color(text)
        axis.get_offset_text().set_color(text)


def _legend(figure: Figure, handles: Sequence[Line2D], names: Sequence[str], paper: Paper, text: str) -> None:
    """Below the plot, where it hides no curve; in as many columns as the names leave room for."""
    room = int(paper.width * 13)  # letters of this size across the paper
    names = [_shown(name, min(_NAME, max(room - 6, 8))) for name in names]
    columns = max(1, min(len(names), 4, room // (max(map(len, names)) + 6)))
    legend = figure.legend(
        handles=handles,
        labels=["x"] * len(handles),  # matplotlib leaves out names that begin with an underscore
        loc="outside lower center",
        ncols=columns,
        frameon=False,
        fontsize=7.5,
        handlelength=2.6 if any(handle.is_dashed() for handle in handles) else 1.4,
        columnspacing=1.4,
        labelcolor=text,
    )
    for label, name in zip(legend.get_texts(), names, strict=True):
        label.set_parse_math(False)
        label.set_text(name)


def _told_apart(runs: Sequence[str]) -> list[str]:
    """Names without the folders that all of them are in, as in the list of runs."""
    paths = [run.split("/") for run in runs]
    levels = zip(*(path[:-1] for path in paths), strict=False)
    common = len(list(takewhile(lambda level: len(set(level)) == 1, levels))) if len(runs) > 1 else 0
    return ["/".join(path[common:]) for path in paths]


def _width(count: int, inches: float) -> float:
    """Points; finer on small paper."""
    return next(width for most, width in _WIDTHS if count <= most) * min(max(inches / 5.5, 0.65), 1.3)


def _shown(name: str, length: int) -> str:
    """A name that any file format can hold, shortened in the middle; its end tells runs apart."""
    name = _CONTROL.sub("\ufffd", name)
    if len(name) <= length:
        return name
    head = (length - 1) // 3
    return f"{name[:head]}…{name[len(name) - (length - 1 - head) :]}"


logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells of every font it lacks
