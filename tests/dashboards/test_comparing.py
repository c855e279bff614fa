"""Curves against other things than steps, groups of runs as one curve, and a baseline to compare with."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection

from dashboards import plotting
from dashboards.bands import ALL_RUNS
from dashboards.curves import body, drawn
from dashboards.figure import Paper, view_of
from dashboards.kept import kept_by
from dashboards.line_cards import OWN
from dashboards.lines import CurveQuery, as_of
from dashboards.query import parse_query
from dashboards.spread import aligned, spread
from ingest.smoothing import smooth
from ingest.store import Store
from profiles.address import with_address
from profiles.schema import ProfileData
from tests.helpers.store_builder import START, snapshot_of
from tests.helpers.wire_reader import by_run, read

Show = Callable[..., Store]
LONG = 9_000
_names = count()
pairs = st.lists(st.tuples(st.integers(0, 20), st.floats(-5, 5, width=32) | st.just(math.nan)), max_size=15)


def noisy(seed: int, length: int = LONG) -> Any:
    return np.random.default_rng(seed).normal(size=length).astype(np.float32)


@given(written=pairs, wanted=st.lists(st.integers(-2, 25), max_size=10))
def test_a_metric_is_what_was_last_written_at_or_before_a_step(
    written: list[tuple[int, float]], wanted: list[int]
) -> None:
    steps, values = (
        np.array([pair[at] for pair in written], kind) for at, kind in ((0, np.int64), (1, float))
    )
    if not written:
        return
    found = as_of(steps, values, np.array(wanted, np.int64))
    for step, value in zip(wanted, found, strict=True):
        before = [pair for pair in written if pair[0] <= step]
        latest = max((pair[0] for pair in before), default=0)
        last = [pair[1] for pair in before if pair[0] == latest]
        np.testing.assert_equal(value, last[-1] if last else math.nan)


def test_points_stand_at_the_value_of_another_tag_and_smoothing_sees_those_without_one_too() -> None:
    name = f"run {next(_names)}"
    epochs = ([3, 10], [START, START + 1], [0.5, 0.25])
    snapshot = snapshot_of({name: {"loss": noisy(1, 20), "epoch": epochs}, "without": {"loss": [1.0]}})
    query = CurveQuery(x_axis="metric", x_tag="epoch", smoothing=0.9)
    found = by_run(body(snapshot, {"loss": list(snapshot.runs)}, {}, query))
    assert list(found) == [name], "a run without the other tag has no x"
    curve = found[name]
    assert curve["step"].tolist() == list(range(3, 20))
    assert curve["x"].tolist() == [0.5] * 7 + [0.25] * 10
    np.testing.assert_allclose(curve["smoothed"], smooth(noisy(1, 20), 0.9)[3:], rtol=1e-6)
    assert (curve["whole"], curve["points"], curve["total"]) == (False, 17, 20)


@pytest.mark.parametrize("bounds", [(None, None), (0.2, 0.4)])
def test_a_long_series_against_a_metric_is_reduced_and_zoomed_exactly(bounds: Any) -> None:
    name = f"run {next(_names)}"
    part = np.linspace(0, 1, LONG).astype(np.float32)
    rising = (range(LONG), np.arange(LONG) + START, part)
    snapshot = snapshot_of({name: {"loss": noisy(2), "part": rising}})
    query = CurveQuery("metric", 0.6, 100, *bounds, x_tag="part")
    curve = by_run(body(snapshot, {"loss": [name]}, {}, query))[name]
    at = curve["step"].astype(int)
    np.testing.assert_array_equal(curve["x"], part[at])
    np.testing.assert_allclose(curve["smoothed"], smooth(noisy(2), 0.6)[at], rtol=1e-6)
    low, high = (0, LONG) if bounds[0] is None else (0.2 * LONG, 0.4 * LONG)
    inside = noisy(2)[math.ceil(low) : math.floor(high)]
    assert {inside.min(), inside.max()} <= set(curve["value"])
    assert len(at) < 900


def test_relative_steps_begin_at_the_first_of_each_run() -> None:
    late = (range(500, 500 + LONG), np.arange(LONG) + START, noisy(3))
    snapshot = snapshot_of({"late": {"loss": late}, "early": {"loss": [1.0, 2.0]}})
    query = CurveQuery("relative-step", 0.6, 100, start=1000, end=1009)
    found = by_run(body(snapshot, {"loss": list(snapshot.runs)}, {}, query))
    assert set(range(1500, 1510)) <= set(found["late"]["step"].astype(int))
    assert (found["late"]["first"], found["late"]["points"], found["early"]["first"]) == (500, 10, 0)


STUDY: dict[str, Any] = {
    "a1": {"loss": noisy(4, 300), "acc": [1.0]},
    "a2": {"loss": ([5, 50, 250], [START, START + 5, START + 9], [1.0, 9.0, 3.0])},
    "b": {"loss": noisy(5, 40)},
}
GROUPS = {"a": ("a1", "a2"), "none": ("gone",)}


@pytest.mark.parametrize("weight", [0.0, 0.8])
def test_a_group_is_one_curve_of_its_smoothed_runs(weight: float) -> None:
    snapshot = snapshot_of(STUDY)
    query = CurveQuery(smoothing=weight, spread="median", band="sd")
    cards = {"loss": list(snapshot.runs)}
    got = by_run(body(snapshot, cards, {"a1": ("#111111", "#222222")}, query, GROUPS))
    assert list(got) == ["a", "b"]
    curve = got["a"]
    grid = np.arange(300.0)
    assert curve["step"].tolist() == grid.tolist()
    runs = [snapshot.scalars(name, "loss") for name in ("a1", "a2")]
    of = [(run.steps.astype(float), run.values) for run in runs if run]
    for column, at in (("smoothed" if weight else "value", weight), ("value", 0.0)):
        rows = np.array([aligned(x, smooth(values, at), grid) for x, values in of])
        expected = spread(rows, "median", "sd")
        np.testing.assert_allclose(curve[column], expected.centre, rtol=1e-6)
        if at == weight:
            np.testing.assert_allclose(curve["low"], expected.low, rtol=1e-5, atol=1e-6)
            np.testing.assert_allclose(curve["high"], expected.high, rtol=1e-5, atol=1e-6)
    assert curve["count"].tolist() == [1] * 5 + [2] * 246 + [1] * 49
    assert (curve["runs"], curve["color"][0], curve["whole"]) == (2, "#111111", False)
    assert "runs" not in got["b"]


def test_without_groups_all_runs_are_one_and_the_baseline_stands_alone_besides() -> None:
    snapshot = snapshot_of(STUDY)
    query = CurveQuery(spread="mean", baseline="b")
    got = read(body(snapshot, {"acc": ["a1"], "loss": list(snapshot.runs)}, {}, query))["series"]
    assert [(one["tag"], one["run"], one["baseline"]) for one in got] == [
        (0, ALL_RUNS, False), (1, ALL_RUNS, False), (1, "b", True),
    ]  # fmt: skip


@pytest.mark.parametrize("axis", ["relative-step", "relative", "wall"])
def test_groups_are_aligned_on_the_axis_that_is_shown(axis: Any) -> None:
    snapshot = snapshot_of(STUDY)
    query = CurveQuery(axis, 0.0, spread="mean", band="minmax")
    curve = by_run(body(snapshot, {"loss": list(snapshot.runs)}, {}, query, GROUPS))["a"]
    x = curve["step"] if axis == "relative-step" else curve["time"]
    assert (np.diff(x) > 0).all()
    assert x[0] == (START if axis == "wall" else 0)
    assert (curve["first"], curve["origin"]) == (0, 0)


@pytest.mark.parametrize(
    "query",
    [
        CurveQuery("metric", 0.7, x_tag="acc"),
        CurveQuery("relative-step", 0.7, spread="mean", band="quartiles"),
        CurveQuery("step", 0.0, 80, spread="median", band="minmax", baseline="b"),
    ],
)
def test_a_picture_draws_what_the_chart_gets(query: CurveQuery) -> None:
    runs = {name: dict(tags, acc=noisy(7, 250)) for name, tags in STUDY.items()}
    snapshot = snapshot_of(runs)
    cards, paper = {"loss": list(runs)}, Paper()
    sent = by_run(body(snapshot, cards, {}, query, GROUPS))
    view = view_of(drawn(snapshot, cards, {}, query, GROUPS), list(cards), query, (None, None), paper)
    axes = plotting.drawn(view, query, "loss", paper).axes[0]
    lines = {line.get_label(): line for line in axes.lines if line.get_label() in sent}
    bands = [one for one in axes.collections if isinstance(one, PolyCollection)]
    assert len(bands) == sum("low" in curve for curve in sent.values())
    for run, curve in sent.items():
        x = curve["x"] if "x" in curve else curve["step"] - (curve["first"] if query.x_axis != "step" else 0)
        y = curve.get("smoothed", smooth(curve["value"].astype("f4"), query.smoothing))
        np.testing.assert_allclose(lines[run].get_xdata(), x, rtol=1e-6)
        np.testing.assert_allclose(lines[run].get_ydata(), y, rtol=1e-5)
    for band in bands:
        corners = band.get_paths()[0].vertices
        assert corners[:, 1].min() == pytest.approx(np.nanmin(sent["a"]["low"]))
        assert corners[:, 1].max() == pytest.approx(np.nanmax(sent["a"]["high"]))
    if query.baseline:
        widths = {run: line.get_linewidth() for run, line in lines.items()}
        assert widths["b"] > widths["a"]
        assert axes.lines.index(lines["b"]) > axes.lines.index(lines["a"])


def test_a_card_asks_for_what_the_address_and_the_profile_say(client: Client, show: Show) -> None:
    show({"x/1": {"loss": [1.0, 2.0], "acc": [5.0, 6.0]}, "x/2": {"loss": [3.0, 2.0]}})
    page = client.get("/timeseries/", {"spread": "mean", "band": "se", "baseline": "x/1", "xTag": "acc"})
    text = page.content.decode()
    assert "tag=loss&amp;spread=mean&amp;band=se&amp;baseline=x%2F1" in text
    assert "xTag=acc" not in text.partition("<tb-line-chart")[2].partition(">")[0], "x is the step"
    by_metric = client.get("/timeseries/", {"xAxis": "metric", "xTag": "acc"}).content.decode()
    assert "tag=loss&amp;xTag=acc" in by_metric
    assert 'x-axis="metric"' in by_metric
    assert 'x-axis="metric"' not in client.get("/timeseries/", {"xAxis": "metric"}).content.decode()
    got = read(client.get("/timeseries/series", {"tag": "loss", "spread": "mean"}).content)
    assert [one["run"] for one in got["series"]] == [ALL_RUNS]
    svg = client.get("/timeseries/figure.svg", {"tag": "loss", "xAxis": "metric", "xTag": "acc"})
    assert b">acc<" in svg.content


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"xAxis": "metric"}, "xTag: name the tag whose values are the x axis."),
        ({"spread": "mode"}, "spread: one of mean, median is expected."),
        ({"band": "x"}, "band: one of minmax, sd, se, quartiles, ninety is expected."),
        ({"xAxis": "x"}, "xAxis: one of step, relative-step, relative, wall, metric is expected."),
    ],
)
def test_what_cannot_be_compared_is_said(
    query: dict[str, str], sentence: str, client: Client, show: Show
) -> None:
    show({"a": {"loss": [1.0]}})
    response = client.get("/timeseries/series", {"tag": "loss", **query})
    assert (response.status_code, response.content.decode()) == (400, sentence + "\n")


def test_the_toolbar_says_what_the_profile_keeps(client: Client, show: Show) -> None:
    show({"a": {"loss": [1.0]}})
    said = {"spread": "median", "band": "se", "xTag": "loss", "xAxis": "metric"}
    asked = parse_query(QueryDict(""), kept_by(with_address(ProfileData(), QueryDict(urlencode(said)))), OWN)
    assert {name: asked.choice(name, choices) for name, choices in OWN.items() if choices} == {
        "spread": "median",
        "band": "se",
    }
    client.get("/timeseries/")
    page = client.get("/timeseries/", said).content.decode()
    assert 'name="spread" value="median" checked' in page
    assert '<option value="se" selected>' in page
    assert 'name="xTag" value="loss"' in page
