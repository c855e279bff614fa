"""What reduction may never lose: extremes, ends, gaps, order; and what it may never exceed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ingest import decimate as module
from ingest.decimate import PER_COLUMN, PIECES, decimate, decimate_together, pieces

SHAPES = ("rising", "restarts", "cloud")
MOST_PER_COLUMN = 10  # first, last, lowest, highest, and two of each of three kinds of non-finite value

columns_of_pixels = st.integers(1, 12)
seeds = st.integers(0, 2**32 - 1)


def series(seed: int, shape: str, holes: float = 0.1, whole_x: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """x in 0..1000 and y with NaN and infinities, both reproducible from a seed."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(0, 600))
    x = np.sort(rng.integers(0, 1000, count) if whole_x else rng.uniform(0, 1000, count))
    if shape == "cloud":
        rng.shuffle(x)
    if shape == "restarts" and count:
        x = np.roll(x, int(rng.integers(0, count)))
    y = rng.normal(size=count).round(1).astype(np.float32)
    y[rng.random(count) < holes] = rng.choice([np.nan, np.inf, -np.inf])
    return x, y


def column_of(x: np.ndarray, x0: float, x1: float, columns: int) -> np.ndarray:
    """The pixel column of each point; -1 outside the range."""
    edges = x0 + (x1 - x0) * (np.arange(1, columns) / columns)
    return np.where((x >= x0) & (x <= x1), np.searchsorted(edges, x, "right"), -1)


@pytest.mark.parametrize("whole_x", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
@given(seed=seeds, columns=columns_of_pixels, bounds=st.tuples(st.floats(-50, 1050), st.floats(0.5, 900)))
def test_no_extreme_of_a_pixel_column_is_lost(
    shape: str, whole_x: bool, seed: int, columns: int, bounds: tuple[float, float]
) -> None:
    x, y = series(seed, shape, whole_x=whole_x)
    x0, x1 = bounds[0], bounds[0] + bounds[1]
    kept = decimate(x, y, x0, x1, columns)
    column, finite = column_of(x, x0, x1, columns), np.isfinite(y)
    for pixel in range(columns):
        here = np.flatnonzero((column == pixel) & finite)
        if len(here):
            shown = y[np.intersect1d(kept, here)]
            assert (shown.min(), shown.max()) == (y[here].min(), y[here].max())


@pytest.mark.parametrize("shape", SHAPES)
@given(seed=seeds, columns=columns_of_pixels)
def test_indices_rise_and_the_ends_of_the_series_stay(shape: str, seed: int, columns: int) -> None:
    x, y = series(seed, shape)
    kept = decimate(x, y, 0, 1000, columns)
    assert np.all(np.diff(kept) > 0)
    if len(x):
        assert (kept[0], kept[-1]) == (0, len(x) - 1)


@pytest.mark.parametrize("shape", SHAPES)
@given(seed=seeds, columns=columns_of_pixels, x0=st.integers(0, 900))
def test_reducing_twice_is_reducing_once(shape: str, seed: int, columns: int, x0: int) -> None:
    x, y = series(seed, shape)
    kept = decimate(x, y, x0, x0 + 100, columns)
    again = decimate(x[kept], y[kept], x0, x0 + 100, columns)
    if len(pieces(x)) == len(pieces(x[kept])):
        np.testing.assert_array_equal(kept[again], kept)


@pytest.mark.parametrize("shape", SHAPES)
@given(seed=seeds, columns=columns_of_pixels, holes=st.sampled_from([0, 0.5, 1]))
def test_the_number_of_points_is_bounded_whatever_the_data(
    shape: str, seed: int, columns: int, holes: float
) -> None:
    x, y = series(seed, shape, holes)
    bound = (MOST_PER_COLUMN * columns + 4) * min(len(pieces(x)), PIECES)
    assert len(decimate(x, y, 200, 700, columns)) <= bound


@pytest.mark.parametrize("shape", SHAPES)
@given(seed=seeds, columns=columns_of_pixels)
def test_every_kind_of_mark_of_a_pixel_column_stays(shape: str, seed: int, columns: int) -> None:
    x, y = series(seed, shape, holes=0.3)
    kept, column = decimate(x, y, 0, 1000, columns), column_of(x, 0, 1000, columns)
    for kind in (np.isnan, np.isposinf, np.isneginf):
        assert set(column[kind(y)]) == set(column[kept][kind(y[kept])])


@given(seed=seeds, bounds=st.tuples(st.integers(0, 1000), st.integers(1, 400)))
def test_a_line_reaches_both_edges_of_the_range(seed: int, bounds: tuple[int, int]) -> None:
    x, y = series(seed, "rising")
    x0, x1 = bounds[0], bounds[0] + bounds[1]
    kept = set(decimate(x, y, x0, x1, 4))
    low, high = int(np.searchsorted(x, x0)), int(np.searchsorted(x, x1, "right"))
    assert set(range(max(low - 1, 0), low)) | set(range(high, min(high + 1, len(x)))) <= kept


@given(seed=seeds, columns=st.integers(10, 200))
def test_a_range_with_few_points_is_kept_whole(seed: int, columns: int) -> None:
    x, y = series(seed, "rising")
    inside = np.flatnonzero((x >= 300) & (x <= 340))[: PER_COLUMN * columns]
    assert set(inside) <= set(decimate(x, y, 300, 340, columns))


@given(x=hnp.arrays(np.int64, st.integers(0, 200)), columns=columns_of_pixels)
def test_steps_of_any_size_are_taken(x: np.ndarray, columns: int) -> None:
    y = np.arange(len(x), dtype=np.float64)
    bounds = (float(x.min()), float(x.max())) if len(x) else (0.0, 0.0)
    kept = decimate(x, y, *bounds, columns)
    assert set(kept) >= {0, len(x) - 1} if len(x) else not len(kept)


@given(seed=seeds)
def test_what_two_curves_need_is_the_union(seed: int) -> None:
    x, y = series(seed, "rising", holes=0)
    both = decimate_together(x, (y, -2 * y), 0, 1000, 5)
    assert set(both) == set(decimate(x, y, 0, 1000, 5)) | set(decimate(x, -2 * y, 0, 1000, 5))


@pytest.mark.parametrize("shape", SHAPES)
def test_long_and_short_columns_are_reduced_alike(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = series(5, shape)
    usual = decimate(x, y, 0, 1000, 3)
    monkeypatch.setattr(module, "LONG_GROUP", 1)
    np.testing.assert_array_equal(decimate(x, y, 0, 1000, 3), usual)


def test_a_gap_in_the_middle_of_a_long_series_survives() -> None:
    y = np.ones(100_000)
    y[40_000:60_000] = np.nan
    kept = decimate(np.arange(100_000), y, 0, 99_999, 100)
    gap = kept[np.isnan(y[kept])]
    assert (gap[0], gap[-1]) == (40_000, 59_999)
