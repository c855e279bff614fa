"""Pictures of cards: what they hold is what the chart on the page draws, on paper of any size."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from django.test import Client
from matplotlib import image as png

from dashboards import plotting, plotting_axes
from dashboards.curves import CurveQuery, body, drawn
from dashboards.figure import Paper, View, view_of
from ingest.smoothing import smooth
from ingest.store import RunData, Snapshot, Store
from profiles.colors import run_colors
from tests.helpers.store_builder import START, run_of, snapshot_of
from tests.helpers.wire_reader import by_run, read

Show = Callable[..., Store]
FIGURE = "/timeseries/figure"


def noisy(seed: int, count: int = 20_000) -> Any:
    values = np.random.default_rng(seed).normal(size=count).astype(np.float32) + 3
    values[777 % count], values[5] = np.nan, np.inf
    return values


STUDY = {
    "a/long": {"x": noisy(0), "other": [1.0]},
    "a/short": {"x": noisy(1, 300)},
    "b": {"x": ([0, 5, 9], [START + 50, START + 52.5, START + 59], [-2.0, 0.0, 4.0])},
}


def figure_of(
    snapshot: Snapshot, query: CurveQuery, paper: Paper | None = None, tag: str = "x"
) -> tuple[Any, View]:
    """The axes of the figure, and the view that it draws."""
    paper = paper or Paper()
    curves = drawn(snapshot, {tag: list(snapshot.runs)}, run_colors(snapshot), query)
    view = view_of(curves, [tag], query, (None, None), paper)
    return plotting.drawn(view, query, tag, paper).axes[0], view


def lines_of(axes: Any, *, behind: bool = False) -> dict[str, Any]:
    """The drawn lines by run, or those that stand behind them by colour."""
    lines = [line for line in axes.lines if line.get_linestyle() == "-"]
    if behind:
        return {line.get_color(): line for line in lines if line.get_alpha()}
    return {line.get_label(): line for line in lines if not line.get_alpha()}


def finite(values: Any) -> Any:
    return np.where(np.isfinite(values), values, np.nan)


@pytest.mark.parametrize("x_axis", ["step", "relative", "wall"])
@pytest.mark.parametrize("weight", [0.0, 0.9])
@pytest.mark.parametrize("bounds", [(None, None), (100.0, 900.0)])
def test_a_picture_draws_what_the_chart_gets(x_axis: Any, weight: float, bounds: Any) -> None:
    snapshot = snapshot_of(STUDY)
    start, end = (None if bound is None else bound + START * (x_axis == "wall") for bound in bounds)
    query = CurveQuery(x_axis, weight, 500, start, end)
    axes, view = figure_of(snapshot, query)
    sent = by_run(body(snapshot, {"x": list(snapshot.runs)}, run_colors(snapshot), query))
    lines, behind, per = lines_of(axes), lines_of(axes, behind=True), plotting_axes.unit(view, query)
    assert list(lines) == list(sent) == ["a/long", "a/short", "b"]
    for run, curve in sent.items():
        x = (
            curve["step"]
            if x_axis == "step"
            else curve["time"] - (curve["origin"] if x_axis == "relative" else 0)
        )
        smoothed = curve.get("smoothed", smooth(curve["value"].astype("f4"), weight))
        np.testing.assert_allclose(lines[run].get_xdata() * per, x, rtol=1e-12)
        np.testing.assert_allclose(
            lines[run].get_ydata(), finite(smoothed if weight else curve["value"]), rtol=1e-6
        )
        assert lines[run].get_color() == curve["color"][0]
        if weight:
            np.testing.assert_array_equal(behind[curve["color"][0]].get_ydata(), finite(curve["value"]))
    assert bool(behind) == bool(weight)
    if start is not None:
        np.testing.assert_allclose(np.array(axes.get_xlim()) * per, (start, end))


def test_tags_of_one_picture_have_the_dashes_of_the_page_and_are_named() -> None:
    snapshot, cards = snapshot_of(STUDY), {"other": ["a/long"], "gone": [], "x": ["a/long", "b"]}
    query, paper = CurveQuery(smoothing=0), Paper()
    view = view_of(drawn(snapshot, cards, {}, query), list(cards), query, (None, None), paper)
    axes = plotting.drawn(view, query, "both", paper).axes[0]
    sent = read(body(snapshot, cards, {}, query))
    assert [line.dash for line in view.lines] == [
        tuple(sent["tags"][one["tag"]]["dash"]) for one in sent["series"]
    ]
    curves = [line for line in axes.lines if line.get_label() in STUDY and line.get_marker() == "None"]
    assert [line.is_dashed() for line in curves] == [False, True, True]
    names = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert names == ["other, a/long", "x, a/long", "x, b"]


@pytest.mark.parametrize("scale", ["log10", "symlog"])
def test_scales_are_those_of_the_page(scale: Any) -> None:
    axes, view = figure_of(snapshot_of(STUDY), CurveQuery(x_scale=scale, y_scale=scale, smoothing=0))
    assert axes.get_yscale() == axes.get_xscale() == {"log10": "log", "symlog": "function"}[scale]
    np.testing.assert_allclose((axes.get_xlim(), axes.get_ylim()), (view.x, view.y))
    shown = lines_of(axes)["b"].get_ydata()
    np.testing.assert_array_equal(np.isnan(shown), [scale == "log10", scale == "log10", False])
    if scale == "symlog":
        low, half, high = axes.transData.transform([(0, y) for y in (0, 9, 99)])[:, 1]
        assert half - low == pytest.approx(high - half)


@pytest.mark.parametrize("threshold", [0.01, 10.0])
def test_a_symlog_axis_is_linear_up_to_its_threshold(threshold: float) -> None:
    query = CurveQuery(
        x_axis="relative", x_scale="symlog", y_scale="symlog", threshold=threshold, smoothing=0
    )
    axes, view = figure_of(snapshot_of(STUDY), query)
    per = plotting_axes.unit(view, query)
    assert per > 1, "times are in minutes or hours: the threshold is of seconds all the same"
    for index, size in ((0, 1 / per), (1, 1.0)):
        values = [threshold * size * (10.0**power - 1) for power in range(4)]
        places = axes.transData.transform([(value, value) for value in values])[:, index]
        np.testing.assert_allclose(np.diff(places), np.diff(places)[0], rtol=1e-9)


def test_the_dark_theme_has_the_colours_of_the_dark_theme() -> None:
    snapshot = snapshot_of(STUDY)
    axes, _ = figure_of(snapshot, CurveQuery(), Paper(dark=True))
    colors = run_colors(snapshot)
    assert {run: line.get_color() for run, line in lines_of(axes).items()} == {
        run: colors[run].dark for run in STUDY
    }


def legend_of(count: int, **paper: Any) -> list[str]:
    snapshot = snapshot_of({f"_all/in/run$_{i}$": {"x": [1.0, 2.0]} for i in range(count)})
    axes, _ = figure_of(snapshot, CurveQuery(), Paper(**paper))
    legends = axes.figure.legends
    return [text.get_text() for text in legends[0].get_texts()] if legends else []


def test_up_to_twelve_runs_are_named() -> None:
    assert legend_of(12)[:2] == ["run$_0$", "run$_1$"]
    assert legend_of(1) == ["_all/in/run$_0$"]
    assert (legend_of(13), legend_of(3, legend=False)) == ([], [])


@pytest.mark.parametrize(("count", "behind"), [(200, 200), (201, 0)])
def test_behind_very_many_smoothed_lines_nothing_is_drawn(count: int, behind: int) -> None:
    snapshot = snapshot_of({f"run{i}": {"x": [1.0, 2.0 + i]} for i in range(count)})
    axes, _ = figure_of(snapshot, CurveQuery(smoothing=0.5))
    assert len([line for line in axes.lines if line.get_alpha()]) == behind


def rendered(client: Client, kind: str = "png", **query: Any) -> bytes:
    response = client.get(f"{FIGURE}.{kind}", {"tag": "x", **query})
    assert response.status_code == 200, response.content
    return bytes(response.content)


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ({}, (720, 1280)),
        ({"width": 3, "height": 2, "dpi": 100}, (200, 300)),
        ({"width": 254, "height": 50.8, "unit": "mm", "dpi": 50}, (100, 500)),
    ],
)
def test_paper_has_the_size_that_was_asked_for(query: Any, size: Any, client: Client, show: Show) -> None:
    show(STUDY)
    assert png.imread(io.BytesIO(rendered(client, **query))).shape[:2] == size


def test_text_stays_text_and_fonts_are_inside(client: Client, show: Show) -> None:
    show(STUDY)
    root = ElementTree.fromstring(rendered(client, "svg"))
    words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"x", "Step", "a/long", "b"} <= words
    assert b"/CIDFontType2" in rendered(client, "pdf") or b"/TrueType" in rendered(client, "pdf")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_question_gives_the_same_bytes_even_from_many_threads(kind: str, show: Show) -> None:
    snapshot = snapshot_of(STUDY)
    query = CurveQuery()
    curves = drawn(snapshot, {"x": list(snapshot.runs)}, run_colors(snapshot), query)
    view = view_of(curves, ["x"], query, (None, None), Paper())
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: plotting.rendered(view, query, "x", Paper(dpi=50), kind), range(3)))
    assert len(set(made)) == 1
    assert b"CreationDate" not in made[0]
    assert b"<dc:date" not in made[0]


HOSTILE = '<script>&"\n\x00\udcff', "$\\frac{1", "_hidden", "ünï 語"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_names_are_text_whatever_is_in_them(kind: str, client: Client, show: Show) -> None:
    show({name: {"x": [1.0, 2.0]} for name in HOSTILE})
    content = rendered(client, kind, title="<b>$")
    if kind == "svg":
        words = {element.text for element in ElementTree.fromstring(content).iter() if element.text}
        assert {"<b>$", "$\\frac{1", "_hidden"} <= words


def test_odd_series_are_drawn_too(client: Client, show: Show) -> None:
    show({"a": {"x": [np.nan] * 5, "one": [3.0], "zero": [0.0] * 9, "all": [np.nan, 1, np.inf, 2, -np.inf]}})
    for tag in ("x", "one", "zero", "all"):
        for scale in ("linear", "log10", "symlog"):
            assert rendered(client, tag=tag, yScale=scale, xScale=scale, dpi=40)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({"tag": "none"}, 404, "tag: there is no scalar tag named 'none'."),
        ({"runFilter": "zzz"}, 404, "runFilter: no run with this tag is selected."),
        ({"width": "0.5"}, 400, "width: 1 to 40 in is possible."),
        ({"height": "2000", "unit": "mm"}, 400, "height: 25 to 1,016 mm is possible."),
        ({"dpi": "9"}, 400, "dpi: 40 to 1,200 dots per inch is possible."),
        ({"dpi": "x"}, 400, "dpi: a number is expected."),
        ({"width": 40, "height": 40}, 400, "dpi: a picture may have 40 million pixels; choose fewer."),
        ({"unit": "pt"}, 400, "unit: one of in, mm is expected."),
        ({"theme": "pink"}, 400, "theme: one of light, dark is expected."),
        ({"yScale": "log"}, 400, "yScale: one of linear, log10, symlog is expected."),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(
    query: dict[str, Any], status: int, sentence: str, client: Client, show: Show
) -> None:
    show(STUDY)
    response = client.get(f"{FIGURE}.png", {"tag": "x", **query})
    assert (response.status_code, response.content.decode()) == (status, sentence + "\n")


def test_a_picture_is_a_file_with_a_name_and_not_sent_twice(client: Client, show: Show) -> None:
    show({"a": {"train/x": [1.0, 2.0]}})
    first = client.get(f"{FIGURE}.pdf", {"tag": "train/x"})
    assert first["Content-Disposition"] == 'attachment; filename="train_x.pdf"'
    assert first["Content-Type"] == "application/pdf"
    known = {"If-None-Match": first["ETag"]}
    assert client.get(f"{FIGURE}.pdf", {"tag": "train/x"}, headers=known).status_code == 304
    assert client.get(f"{FIGURE}.pdf", {"tag": "train/x", "yTo": 3}, headers=known).status_code == 200


def test_a_chosen_range_is_the_range_that_is_drawn() -> None:
    snapshot = snapshot_of(STUDY)
    query = CurveQuery(start=10, end=None)
    curves = drawn(snapshot, {"x": list(snapshot.runs)}, {}, query)
    view = view_of(curves, ["x"], query, (-1.0, 7.5), Paper())
    assert (view.x, view.y) == ((10.0, 19_999.0), (-1.0, 7.5))
    assert view_of(curves, ["x"], query, (9.0, 2.0), Paper()).y[0] < 9


def test_outliers_have_room_where_they_are_to_be_shown() -> None:
    snapshot = snapshot_of({"a": {"x": [*range(100), 1e6]}})
    query = CurveQuery(smoothing=0)
    tops = [figure_of(snapshot, query, Paper(outliers=shown))[1].y[1] for shown in (False, True)]
    assert tops[0] < 200
    assert tops[1] >= 1e6


def test_restarts_of_few_runs_are_marked() -> None:
    first = run_of("again", {"x": ([0, 1, 2, 3], [START + i for i in range(4)], [4.0, 3.0, 2.0, 1.0])})
    second = run_of("again", {"x": ([2, 3], [START + 10, START + 11], [2.5, 1.5])})
    store = Store()
    store.publish([RunData("again", (*first.parts, *second.parts), first.names)])
    for x_axis, x in (("step", 2), ("relative", 10)):
        axes, _ = figure_of(store.snapshot(), CurveQuery(x_axis))  # type: ignore[arg-type]
        marks = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert [list(mark.get_xdata()) for mark in marks] == [[x, x]]


def test_times_of_day_are_those_of_a_zone_and_say_so(client: Client, show: Show) -> None:
    show(STUDY)
    for zone, said in (("Europe/Berlin", "Time (Europe/Berlin)"), ("../etc/passwd", "Time (UTC)")):
        assert said.encode() in rendered(client, "svg", xAxis="wall", timeZone=zone)


def test_the_server_starts_without_matplotlib() -> None:
    code = (
        "import sys\nfrom tensorbored._bootstrap import bootstrap\nbootstrap()\n"
        "import django\ndjango.setup()\nimport tensorbored_site.urls\n"
        "assert 'dashboards.timeseries.downloads' in sys.modules\nassert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
