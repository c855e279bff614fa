"""What is packed comes back: every number, every non-finite value, in as few bytes as promised."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboards.dashes import DASHES
from dashboards.wire import Curve, encode
from tests.helpers.wire_reader import read
from tests.vectors import make_wire

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = 1_700_000_000.0
counts = st.integers(0, 50)


def curve(steps: Any, times: Any = None, values: Any = None, **more: Any) -> Curve:
    """A curve with these columns."""
    steps = np.asarray(steps, np.int64)
    times = START + np.arange(len(steps)) if times is None else np.asarray(times, np.float64)
    values = np.zeros(len(steps), np.float32) if values is None else np.asarray(values)
    facts = {
        "run": "a",
        "tag": "loss",
        "color": ("#000000", "#ffffff"),
        "total": len(steps),
        "points": len(steps),
        "drawn": len(steps),
    }
    return Curve(
        **{**facts, "marks": (0, 0), "whole": True, "origin": START, **more},
        steps=steps,
        times=times,
        values=values,
    )


def sent(one: Curve, x_axis: str = "step") -> dict[str, Any]:
    """What the browser gets of one curve."""
    series: dict[str, Any] = read(encode(["loss"], x_axis, [one]))["series"][0]
    return series


@given(hnp.arrays(np.int64, counts, elements=st.integers(-(2**53) + 1, 2**53 - 1)))
def test_every_step_comes_back_exactly(steps: NDArray[np.int64]) -> None:
    np.testing.assert_array_equal(sent(curve(steps))["step"], steps)


@given(hnp.arrays(np.int64, counts))
def test_steps_beyond_exact_floats_come_back_as_near_as_a_float_can(steps: NDArray[np.int64]) -> None:
    np.testing.assert_array_equal(sent(curve(steps))["step"], steps.astype(np.float64))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@given(data=st.data())
def test_values_come_back_bit_for_bit_non_finite_ones_too(kind: type, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(kind, counts))
    np.testing.assert_array_equal(sent(curve(range(len(values)), values=values))["value"], values)


@given(hnp.arrays(np.float64, counts, elements=st.floats(0, 4e9)))
def test_times_are_exact_where_they_are_the_axis_and_within_a_twentieth_elsewhere(
    times: NDArray[np.float64],
) -> None:
    one = curve(range(len(times)), times=times)
    np.testing.assert_array_equal(sent(one, "wall")["time"], times)
    np.testing.assert_array_equal(sent(one, "relative")["time"], times)
    np.testing.assert_allclose(sent(one)["time"], times, rtol=0, atol=0.0501)


@given(st.floats(0, 4e9), st.sampled_from(["step", "relative", "wall"]))
def test_the_first_point_of_a_run_is_at_its_origin(start: float, x_axis: str) -> None:
    for times in ([start], [start, start + 0.26, start + 9]):
        series = sent(curve(range(len(times)), times=times, origin=start), x_axis)
        assert series["time"][0] == series["origin"]


def test_strange_times_do_not_break_the_body() -> None:
    one = curve(range(3), times=[np.nan, np.inf, 1e300], origin=np.nan)
    assert sent(one)["origin"] is None
    np.testing.assert_array_equal(sent(one)["time"], one.times)


def test_what_is_said_of_a_series_comes_back() -> None:
    one = curve(
        [1, 2], run="läuft <b>", smoothed=np.ones(2, np.float32), total=9, points=4, marks=(1, 2), whole=False
    )
    got = sent(one)
    assert (got["run"], got["total"], got["points"]) == ("läuft <b>", 9, 4)
    assert (got["marks"], got["whole"], got["color"]) == ([1, 2], False, ["#000000", "#ffffff"])
    np.testing.assert_array_equal(got["smoothed"], [1, 1])


def test_each_curve_names_its_tag_and_each_tag_has_dashes_of_its_own() -> None:
    got = read(encode(["loss", "none", "acc"], "step", [curve([1], tag="acc"), curve([2])]))
    assert [got["tags"][series["tag"]]["name"] for series in got["series"]] == ["acc", "loss"]
    assert [tag["name"] for tag in got["tags"]] == ["loss", "none", "acc"]
    assert [tag["dash"] for tag in got["tags"]] == [list(dash) for dash in DASHES[:3]]


@given(hnp.arrays(np.int64, counts))
def test_columns_start_where_the_browser_can_look_at_them_in_place(steps: NDArray[np.int64]) -> None:
    body = encode(["loss", "tag" * len(steps)], "step", [curve(steps), curve(steps[:3])])
    size = int.from_bytes(body[4:8], "little")
    header = json.loads(body[8 : 8 + size])
    assert (8 + size) % 8 == 0
    assert all(s[name]["at"] % 8 == 0 for s in header["series"] for name in ("step", "time", "value"))


def test_fifty_runs_of_a_thousand_points_take_at_most_300_kilobytes() -> None:
    rng = np.random.default_rng(0)
    times = START + np.cumsum(rng.uniform(0, 12, 1000))
    values = rng.normal(size=1000).astype(np.float32)
    body = encode(["loss"], "step", [curve(range(1000), times, values, run=f"run-{i:03}") for i in range(50)])
    assert len(body) <= 300_000


def test_the_body_that_the_browser_reader_is_tried_on_is_what_we_send_today() -> None:
    vector = json.loads(make_wire.PATH.read_text(encoding="utf-8"))
    assert base64.b64decode(vector["body"]) == make_wire.body()
