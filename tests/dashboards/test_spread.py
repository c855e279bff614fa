"""Groups of runs as a line and a band: the same as a plain loop over every x and run gives."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.spread import BANDS, CENTRES, Band, Centre, aligned, grid_of, spread

numbers = st.floats(-50, 50, width=32) | st.sampled_from([math.nan, math.inf])
run = st.lists(st.tuples(st.integers(0, 12), numbers), min_size=1, max_size=10)
runs = st.lists(run, min_size=1, max_size=6)


def at(points: list[tuple[int, float]], x: float) -> float | None:
    """Where a run is, by its definition; None where it does not count."""
    last = dict(points)
    if x in last:
        return last[x] if math.isfinite(last[x]) else None
    for left, right in pairwise(sorted(last)):
        if left < x < right and math.isfinite(last[left]) and math.isfinite(last[right]):
            return last[left] + (last[right] - last[left]) * (x - left) / (right - left)
    return None


def quantile(values: list[float], part: float) -> float:
    place = part * (len(values) - 1)
    low, high = sorted(values)[math.floor(place)], sorted(values)[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


def expected(values: list[float], centre: Centre, band: Band) -> tuple[float, float, float]:
    middle = statistics.fmean(values) if centre == "mean" else quantile(values, 0.5)
    parts = {"minmax": (0, 1), "quartiles": (0.25, 0.75), "ninety": (0.05, 0.95)}
    if band in parts:
        return middle, quantile(values, parts[band][0]), quantile(values, parts[band][1])
    reach = statistics.stdev(values) if len(values) > 1 else 0.0
    reach /= math.sqrt(len(values)) if band == "se" else 1
    return middle, middle - reach, middle + reach


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("band", BANDS)
@settings(max_examples=25)
@given(group=runs)
def test_a_group_is_what_a_plain_loop_makes_of_it(
    centre: Centre, band: Band, group: list[list[tuple[int, float]]]
) -> None:
    columns = [
        (np.array([x for x, _ in points], np.float64), np.array([y for _, y in points])) for points in group
    ]
    grid = grid_of([x for x, _ in columns], -math.inf, math.inf)
    assert grid.tolist() == sorted({x for points in group for x, _ in points})
    found = spread(np.array([aligned(x, y, grid) for x, y in columns]), centre, band)
    for place, x in enumerate(grid):
        values = [value for points in group if (value := at(points, x)) is not None]
        assert found.count[place] == len(values)
        got = found.centre[place], found.low[place], found.high[place]
        if values:
            np.testing.assert_allclose(got, expected(values, centre, band), rtol=1e-9, atol=1e-9)
        else:
            assert all(map(math.isnan, got))


def test_a_range_has_its_neighbours_and_too_many_x_are_thinned_evenly() -> None:
    xs = [np.arange(0.0, 10), np.arange(0.5, 9)]
    assert grid_of(xs, 3.2, 4.1).tolist() == [3.0, 3.5, 4.0, 4.5]
    many = grid_of([np.arange(100_000.0)] * 3, -math.inf, math.inf)
    assert (len(many), many[0], many[-1]) == (20_000, 0, 99_999)
    assert len(grid_of([np.arange(50.0)] * 400_000, 0, 1e9)) == 10
    assert len(grid_of([], 0, 1)) == 0
