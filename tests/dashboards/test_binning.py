"""Histograms as numbers to draw: TensorBoard's bins and percentiles, and sense made of what makes none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tensorboard.plugins.distribution import compressor

from dashboards.binning import (
    BASIS_POINTS,
    MOST_BUCKETS,
    even_edges,
    extent,
    percentiles,
    rebinned,
    sane,
)

Buckets = NDArray[np.float64]


def rows(*buckets: tuple[float, float, float]) -> Buckets:
    return np.array(buckets, np.float64).reshape(-1, 3)


@st.composite
def histograms(draw: st.DrawFn) -> Buckets:
    """Buckets side by side, some of them without a count or without a width."""
    count = draw(st.integers(0, 12))
    widths = draw(st.lists(st.sampled_from([0.0, 0.25, 1.0, 3.5]), min_size=count, max_size=count))
    counts = draw(st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0]), min_size=count, max_size=count))
    edges = np.cumsum([draw(st.sampled_from([-5.0, 0.0, 2.0])), *widths])
    return np.stack([edges[:-1], edges[1:], np.array(counts)], axis=1) if count else rows()


def as_the_frontend_does(buckets: Buckets, low: float, high: float, bins: int) -> list[float]:
    """Bin by bin and bucket by bucket, in words of the rule: slow and plain."""
    counts = []
    width = (high - low) / bins
    for i in range(bins):
        left, right = low + i * width, high if i == bins - 1 else low + (i + 1) * width
        total = 0.0
        for start, end, count in buckets.tolist():
            if start == end:
                is_last = i == bins - 1
                total += count if left <= start and (start <= right if is_last else start < right) else 0
            else:
                total += count * max(min(end, right) - max(start, left), 0) / (end - start)
        counts.append(total)
    return counts


@given(histograms(), st.sampled_from([1, 4, 30]))
@example(rows((2, 2, 0), (7, 7, 1), (7.25, 14.5, 0)), 30)  # just on an edge
def test_bins_are_those_of_tensorboards_cards(buckets: Buckets, bins: int) -> None:
    low, high = extent([buckets])
    made = rebinned(buckets, even_edges(low, high, bins))
    np.testing.assert_allclose(made, as_the_frontend_does(buckets, low, high, bins), rtol=1e-9, atol=1e-9)
    assert math.isclose(made.sum(), buckets[:, 2].sum(), abs_tol=1e-9)


@given(histograms(), histograms())
def test_buckets_that_overlap_are_counted_each_by_itself(one: Buckets, other: Buckets) -> None:
    both, _ = sane(np.concatenate((one, other + np.array([0.6, 0.6, 0]))))
    low, high = extent([both])
    made = rebinned(both, even_edges(low, high, 7))
    np.testing.assert_allclose(made, as_the_frontend_does(both, low, high, 7), rtol=1e-9, atol=1e-9)


@given(histograms())
def test_percentiles_equal_those_of_tensorboards_compressor(buckets: Buckets) -> None:
    theirs = compressor.compress_histogram(buckets.tolist())
    assert [point for point, _ in theirs] == list(BASIS_POINTS)
    assert percentiles(buckets).tolist() == [value for _, value in theirs]


def test_a_range_without_width_gets_room_as_on_tensorboards_cards() -> None:
    assert extent([rows((2, 2, 5))]) == (2 / 1.1 - 1, 2 * 1.1 + 1)
    assert extent([rows((0, 0, 5))]) == (-1, 1)
    low, high = extent([rows((-50, -50, 5))])
    assert low < -50 < high
    assert extent([]) == (-1, 1)


def test_what_was_never_filled_tells_no_range() -> None:
    zeros = np.zeros((30, 3))
    assert extent([zeros, rows((5, 6, 1))]) == (5, 6)
    assert extent([zeros]) == (-1, 1)


def test_a_single_value_is_in_one_bin_and_the_right_edge_in_the_last() -> None:
    edges = even_edges(0, 3, 3)
    assert rebinned(rows((1, 1, 4)), edges).tolist() == [0, 4, 0]
    assert rebinned(rows((3, 3, 4)), edges).tolist() == [0, 0, 4]
    assert rebinned(rows((3.5, 3.5, 4)), edges).tolist() == [0, 0, 0]


def test_a_part_of_the_range_holds_its_part_of_the_counts() -> None:
    assert rebinned(rows((0, 10, 100)), even_edges(2, 4, 2)).tolist() == [10, 10]


def test_the_widest_range_there_is_has_bins() -> None:
    most = np.finfo(np.float64).max
    edges = even_edges(-most, most, 4)
    assert np.isfinite(edges).all()
    np.testing.assert_allclose(rebinned(rows((-most, most, 8)), edges), [2, 2, 2, 2])


@pytest.mark.parametrize(
    ("buckets", "kept", "note"),
    [
        (rows((0, 1, 2)), rows((0, 1, 2)), ""),
        (rows(), rows(), ""),
        (rows((1, 0, 2)), rows((0, 1, 2)), ""),
        (rows((5, 6, 1), (1, 2, 3)), rows((1, 2, 3), (5, 6, 1)), ""),
        (rows((0, 1, -2), (1, 2, 3)), rows((1, 2, 3)), "1 bucket with a negative count left out"),
        (
            rows((math.nan, 1, 2), (0, math.inf, 2), (0, 1, math.nan), (1, 2, 3)),
            rows((1, 2, 3)),
            "3 buckets without finite numbers left out",
        ),
    ],
)
def test_sense_is_made_of_odd_buckets_and_what_is_left_out_is_said(
    buckets: Buckets, kept: Buckets, note: str
) -> None:
    made, said = sane(buckets)
    assert made.tolist() == kept.tolist()
    assert said == note


def test_a_million_buckets_become_as_many_as_can_be_looked_at() -> None:
    edges = np.linspace(0, 1, 1_000_001)
    made, _ = sane(np.stack([edges[:-1], edges[1:], np.ones(1_000_000)], axis=1))
    assert len(made) == MOST_BUCKETS
    assert made[:, 2].sum() == 1_000_000
    assert (made[0, 0], made[-1, 1]) == (0, 1)
    counts = rebinned(made, even_edges(0, 1, 30))
    np.testing.assert_allclose(counts, 1_000_000 / 30, rtol=1e-6)


@given(histograms())
def test_percentiles_ascend(buckets: Buckets) -> None:
    made, _ = sane(buckets)
    assert (np.diff(percentiles(made)) >= -1e-9).all()
