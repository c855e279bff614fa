"""A card's curves are exact: smoothed over all points, then reduced, at every zoom."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dashboards.curves import UNKNOWN_COLOR, CurveQuery, body
from dashboards.scales import forward
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.smoothing import smooth
from ingest.store import RunData, Store
from tests.helpers import study
from tests.helpers.store_builder import START, run_of, snapshot_of
from tests.helpers.wire_reader import by_run, read

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ingest.store import Snapshot

LONG = 20_000


def long_values(seed: int = 0) -> NDArray[np.float32]:
    """A noisy series with one spike and one NaN."""
    values = np.random.default_rng(seed).normal(size=LONG).astype(np.float32)
    values[12_345], values[777] = 1000, np.nan
    return values


def curves_of(snapshot: Snapshot, **query: Any) -> dict[str, dict[str, Any]]:
    """The curves of tag ``loss`` by run."""
    return by_run(body(snapshot, {"loss": list(snapshot.runs)}, {}, CurveQuery(**query)))


def test_a_short_series_goes_whole_and_unsmoothed() -> None:
    curve = curves_of(snapshot_of({"a": {"loss": [3.0, 2.0, 1.0]}}))["a"]
    assert (curve["whole"], curve["total"], curve["points"]) == (True, 3, 3)
    assert "smoothed" not in curve
    np.testing.assert_array_equal(curve["value"], [3, 2, 1])
    np.testing.assert_array_equal(curve["step"], [0, 1, 2])
    np.testing.assert_array_equal(curve["time"], [START, START + 1, START + 2])


@pytest.mark.parametrize("bounds", [(None, None), (12_000, 13_000), (700, 800), (12_345, 12_345)])
@pytest.mark.parametrize("weight", [0.0, 0.6, 0.999])
def test_smoothing_is_that_of_the_full_series_at_every_zoom(
    weight: float, bounds: tuple[float | None, float | None]
) -> None:
    values = long_values()
    snapshot = snapshot_of({f"zoomed {weight}": {"loss": values}})
    (curve,) = curves_of(snapshot, smoothing=weight, start=bounds[0], end=bounds[1], width=100).values()
    at = curve["step"].astype(int)
    np.testing.assert_allclose(curve["smoothed"], smooth(values, weight)[at], rtol=1e-6)
    np.testing.assert_array_equal(curve["value"], values[at])
    assert not curve["whole"]
    assert len(at) < 2500


def test_a_spike_is_seen_from_afar_and_a_zoom_gives_every_point() -> None:
    snapshot = snapshot_of({"spiky": {"loss": long_values()}})
    far = curves_of(snapshot, width=64)["spiky"]
    near = curves_of(snapshot, width=64, start=12_300, end=12_400)["spiky"]
    assert np.nanmax(far["value"]) == 1000
    assert (far["points"], near["points"], near["drawn"]) == (LONG, 101, 101)
    assert far["drawn"] == len(far["value"]) < 800
    assert set(range(12_299, 12_402)) <= set(near["step"].astype(int))


def test_non_finite_values_are_counted_in_the_range() -> None:
    snapshot = snapshot_of({"holed": {"loss": long_values()}, "short": {"loss": [1, np.inf, -np.inf]}})
    curves = curves_of(snapshot)
    assert (curves["holed"]["marks"], curves["short"]["marks"]) == ([1, 0], [0, 2])
    assert curves_of(snapshot, start=1000, end=9000)["holed"]["marks"] == [0, 0]


@pytest.mark.parametrize(("x_axis", "offset"), [("relative", START + 60), ("wall", 0.0)])
def test_on_time_axes_a_range_is_in_seconds_of_that_axis(x_axis: str, offset: float) -> None:
    snapshot = snapshot_of({"early": {"loss": [1.0]}, "timed": {"loss": long_values()}})
    curve = curves_of(
        snapshot, x_axis=x_axis, start=START + 160 - offset, end=START + 170 - offset, width=64
    )["timed"]
    assert set(range(100, 111)) <= set(curve["step"].astype(int))
    assert curve["points"] == 11
    np.testing.assert_array_equal(curve["time"], START + 60 + curve["step"])


def test_pixels_are_those_of_the_chart_not_of_the_series() -> None:
    snapshot = snapshot_of(
        {"slim": {"loss": long_values()}, "wide": {"loss": (range(0, 10**6, 100), *rest())}}
    )
    assert len(curves_of(snapshot, width=500)["slim"]["step"]) < 200


def rest() -> tuple[list[float], NDArray[np.float32]]:
    """Times and values of a series that is fifty times as wide."""
    return [START] * 10_000, np.ones(10_000, np.float32)


def test_runs_without_the_tag_are_left_out_and_the_order_is_kept() -> None:
    snapshot = snapshot_of({"a": {"loss": [1]}, "b": {"acc": [1]}, "c": {"loss": [1]}})
    got = read(body(snapshot, {"loss": ["c", "b", "gone", "a"]}, {"c": ("#111111", "#222222")}, CurveQuery()))
    assert [series["run"] for series in got["series"]] == ["c", "a"]
    assert [series["color"] for series in got["series"]] == [["#111111", "#222222"], list(UNKNOWN_COLOR)]
    assert (got["tags"], got["xAxis"]) == ([{"name": "loss", "dash": []}], "step")


def test_s13_however_many_long_runs_a_chart_has_its_answer_is_bounded_and_no_spike_is_lost() -> None:
    runs = np.random.default_rng(0).normal(size=(1_000, 3_000)).astype(np.float32)
    runs[range(1_000), [(7 * i) % 3_000 for i in range(1_000)]] = 1_000
    snapshot = snapshot_of({f"run{i}": {"loss": values} for i, values in enumerate(runs)})
    made = body(snapshot, {"loss": list(snapshot.runs)}, {}, CurveQuery(width=1_000))
    assert len(zlib.compress(made, 1)) < 8 << 20
    curves = by_run(made).values()
    assert len(curves) == 1_000
    assert all(curve["value"].max() == 1_000 for curve in curves)
    assert {(curve["total"], curve["whole"]) for curve in curves} == {(3_000, False)}


def test_s13_a_chart_of_fewer_is_exact_to_the_pixel() -> None:
    snapshot = snapshot_of({f"run{i}": {"loss": long_values(i)} for i in range(100)})
    alone, together = (
        by_run(body(snapshot, {"loss": runs}, {}, CurveQuery(width=640)))["run0"]
        for runs in (["run0"], list(snapshot.runs))
    )
    np.testing.assert_array_equal(alone["step"], together["step"])
    np.testing.assert_array_equal(alone["smoothed"], together["smoothed"])


def test_nothing_selected_is_a_body_without_curves() -> None:
    assert read(body(snapshot_of({}), {"loss": []}, {}, CurveQuery()))["series"] == []


def test_a_restart_is_drawn_as_it_came() -> None:
    steps = [*range(12_000), *range(8_000, 16_000)]
    snapshot = snapshot_of({"again": {"loss": (steps, np.arange(LONG) + START, long_values())}})
    drawn = curves_of(snapshot, width=100)["again"]["step"]
    assert np.count_nonzero(np.diff(drawn) < 0) == 1


@pytest.mark.parametrize(("asked", "columns"), [(1, 64), (300, 300), (10**9, 4096)])
def test_widths_are_kept_within_reason(asked: int, columns: int) -> None:
    assert CurveQuery(width=asked).columns == columns


def test_a_series_that_grew_is_smoothed_anew() -> None:
    values = long_values()
    before = curves_of(snapshot_of({"grows": {"loss": values[:-1]}}))["grows"]
    after = curves_of(snapshot_of({"grows": {"loss": values}}))["grows"]
    assert (before["step"][-1], after["step"][-1]) == (LONG - 2, LONG - 1)
    np.testing.assert_allclose(after["smoothed"][-1], smooth(values, 0.6)[-1], rtol=1e-6)


def test_points_before_a_restart_are_counted_not_drawn() -> None:
    first = run_of("again", {"loss": ([0, 1, 2, 3], [START + i for i in range(4)], [4.0, 3.0, 2.0, 1.0])})
    second = run_of("again", {"loss": ([2, 3], [START + 10, START + 11], [2.5, 1.5])})
    run = RunData("again", (*first.parts, *second.parts), first.names)
    store = Store()
    store.publish([run])
    curve = curves_of(store.snapshot())["again"]
    assert (curve["orphaned"], curve["value"].tolist()) == (2, [4.0, 3.0, 2.5, 1.5])


def test_columns_of_a_log_axis_are_equally_wide_in_the_logarithm() -> None:
    (curve,) = curves_of(snapshot_of({"a": {"loss": long_values()}}), width=100, x_scale="log10").values()
    steps = curve["step"]
    assert steps[:20].tolist() == list(range(20)), "where columns are narrow every point is there"
    assert np.count_nonzero((steps >= 1) & (steps < 141)) > 60
    assert curve["off"] == 1  # step 0
    assert curve["points"] == LONG - 1


@pytest.mark.parametrize("axis", ["step", "relative"])
def test_a_log_axis_never_loses_the_lowest_value_it_can_show(axis: Any) -> None:
    values = np.random.default_rng(1).normal(size=LONG).astype(np.float32)
    values[7_777], values[0] = 1e-9, np.nan
    query = {"x_axis": axis, "width": 100, "smoothing": 0.0, "y_scale": "log10"}
    (curve,) = curves_of(snapshot_of({f"{axis} a": {"loss": values}}), **query).values()
    assert 7_777 in curve["step"]
    assert curve["off"] == np.count_nonzero(values <= 0)
    (zoomed,) = curves_of(snapshot_of({f"{axis} a": {"loss": values}}), **query, start=5, end=9_000).values()
    assert zoomed["off"] == np.count_nonzero(values[5:9_001] <= 0)


@pytest.mark.parametrize("scale", ["log10", "symlog"])
def test_nothing_on_a_log_axis_is_no_error(scale: Any) -> None:
    steps = np.zeros(LONG, np.int64)
    snapshot = snapshot_of(
        {"a": {"loss": (steps, np.full(LONG, START), np.zeros(LONG))}, "b": {"loss": [1.0]}}
    )
    found = curves_of(snapshot, width=100, x_scale=scale, y_scale=scale)
    assert found["a"]["total"] == LONG
    assert found["b"]["whole"]


@pytest.mark.parametrize("width", [100, 4096])
def test_restarts_travel_with_the_time_of_the_first_point_there(width: int, tmp_path: Path) -> None:
    study.write_restarted(tmp_path, "a", before=900, again=600, after=1000)
    store = Store()
    Ingester([Source(str(tmp_path))], store).run_once()
    snapshot = store.snapshot()
    (curve,) = by_run(body(snapshot, {study.LOSS: ["a"]}, {}, CurveQuery(width=width))).values()
    assert curve["whole"] == (width > 100)
    assert curve["restarts"] == [[600, START + 5_600]]
    assert (curve["total"], curve["orphaned"]) == (1000, 300)


@pytest.mark.parametrize("axis", ["step", "relative", "wall"])
@pytest.mark.parametrize("width", [64, 4096])
def test_a_series_whose_x_goes_back_is_cut_into_rising_pieces(axis: Any, width: int) -> None:
    steps = np.concatenate((np.arange(500), np.arange(200, 700), np.arange(10)))
    values = np.random.default_rng(2).normal(size=len(steps)).astype(np.float32)
    snapshot = snapshot_of({"a": {"loss": (steps, START + steps, values)}, "b": {"loss": [1.0, 2.0]}})
    query = CurveQuery(x_axis=axis, width=width, smoothing=0.5, partition=True)
    found = by_run(body(snapshot, {"loss": ["a", "b"]}, {"a": ("#111111", "#eeeeee")}, query))
    assert list(found) == ["a: 1", "a: 2", "a: 3", "b"]
    assert [curve["total"] for curve in found.values()] == [500, 500, 10, 2]
    assert found["a: 2"]["origin"] == START + 200
    assert {curve["color"][0] for curve in list(found.values())[:3]} == {"#111111"}
    if width == 64:
        second = found["a: 2"]
        expected = smooth(values[500:1000], 0.5)[second["step"].astype(int) - 200]
        np.testing.assert_allclose(second["smoothed"], expected, rtol=1e-6)


def test_a_series_that_goes_back_all_the_time_stays_in_one_piece() -> None:
    snapshot = snapshot_of({"a": {"loss": (np.tile([3, 1], 500), np.arange(1000) + START, np.arange(1000))}})
    assert list(curves_of(snapshot, partition=True)) == ["a"]


def test_a_chart_of_several_tags_has_a_curve_for_each_tag_and_run_in_the_range_of_all() -> None:
    steps = range(0, 10 * LONG, 10)
    far = (steps, np.arange(LONG) + START, long_values(1))
    snapshot = snapshot_of({"a": {"loss": long_values(), "acc": far}, "b": {"acc": [1.0]}})
    cards = {"acc": ["a", "b"], "none": [], "loss": ["a"]}
    got = read(body(snapshot, cards, {"a": ("#111111", "#222222")}, CurveQuery(width=100)))
    assert [(got["tags"][one["tag"]]["name"], one["run"]) for one in got["series"]] == [
        ("acc", "a"), ("acc", "b"), ("loss", "a"),
    ]  # fmt: skip
    assert [one["color"][0] for one in got["series"]] == ["#111111", UNKNOWN_COLOR[0], "#111111"]
    loss = got["series"][2]
    assert len(loss["step"]) < 100, "a tenth of the pixels"
    np.testing.assert_allclose(loss["smoothed"], smooth(long_values(), 0.6)[loss["step"].astype(int)], 1e-6)


@pytest.mark.parametrize("threshold", [0.5, 50.0, 1000.0])
def test_columns_of_a_symlog_axis_are_equally_wide_as_its_threshold_has_them(threshold: float) -> None:
    def columns(steps: NDArray[Any]) -> NDArray[Any]:
        places = forward(steps * 1.0, "symlog", threshold)
        return np.minimum(places / forward(np.array([LONG - 1.0]), "symlog", threshold) * 100, 99).astype(int)

    query = {"width": 100, "x_scale": "symlog", "threshold": threshold, "smoothing": 0.0}
    (curve,) = curves_of(snapshot_of({"a": {"loss": long_values()}}), **query).values()
    kept, every = columns(curve["step"]), columns(np.arange(LONG))
    assert set(kept) == set(every), "no column that has points is empty"
    assert np.bincount(kept).max() <= 7, "some rounding at the edges of columns aside, four, and two marks"
