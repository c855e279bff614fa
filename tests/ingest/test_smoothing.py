"""The blocked recurrence equals the plain loop that defines the average, whatever the values."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.smoothing import BLOCK, GROUP, STRETCH, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

VECTORS = Path(__file__).parents[1] / "vectors" / "smoothing.json"
NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}

finite = st.floats(min_value=-1e300, max_value=1e300) | st.floats(min_value=-10, max_value=10)
anything = finite | st.sampled_from([math.nan, math.inf, -math.inf, 0.0])
weights = st.floats(min_value=0, max_value=0.999999) | st.sampled_from([0.0, 0.6, 0.9, 0.999, 1.0])
edges = (BLOCK, 3 * BLOCK, GROUP * BLOCK, STRETCH)
lengths = st.sampled_from([1, *(edge + more for edge in edges for more in (-1, 0, 1)), 2 * STRETCH + 5])


def plain(values: Sequence[float], weight: float) -> list[float]:
    """The definition, one point at a time."""
    if all(value == values[0] for value in values):
        return list(values)
    out, last, count = [], 0.0, 0
    for value in values:
        if not math.isfinite(value):
            out.append(value)
            continue
        last = last * weight + (1 - weight) * value
        count += 1
        out.append(last / (1.0 if weight == 1 else 1 - weight**count))
    return out


def assert_equals_plain(values: Sequence[float], weight: float) -> None:
    """Within 1e-9 of the size of the terms that were summed (their signs may cancel)."""
    got, expected = smooth(np.array(values, np.float64), weight), np.array(plain(values, weight))
    usual = np.isfinite(expected)
    np.testing.assert_array_equal(got[~usual], expected[~usual])
    with np.errstate(all="ignore"):
        scale = np.array(plain([abs(value) for value in values], weight))
        assert np.all(np.abs(got - expected)[usual] <= 1e-9 * scale[usual] + 1e-300)


@given(st.lists(anything, min_size=1, max_size=300), weights)
def test_equals_the_plain_loop(values: list[float], weight: float) -> None:
    assert_equals_plain(values, weight)


@settings(max_examples=30)
@given(lengths, weights, st.integers(0, 2**32 - 1), st.floats(0, 0.3))
def test_equals_the_plain_loop_across_blocks(count: int, weight: float, seed: int, holes: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=count) * 10.0 ** rng.integers(-5, 6, count)
    values[rng.random(count) < holes] = rng.choice([np.nan, np.inf, -np.inf])
    assert_equals_plain(values.tolist(), weight)


@settings(max_examples=30)
@given(lengths, weights, st.integers(0, 2**32 - 1))
def test_of_32_bits_it_is_rounded_once(count: int, weight: float, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=count).astype(np.float32)
    got, exact = smooth(values, weight, np.float32), smooth(values.astype(np.float64), weight)
    np.testing.assert_array_equal(got, exact.astype(np.float32))


@given(st.floats(allow_nan=False), st.integers(1, 300), weights)
def test_a_series_of_equal_values_is_untouched(value: float, count: int, weight: float) -> None:
    np.testing.assert_array_equal(smooth(np.full(count, value), weight), np.full(count, value))


@given(st.lists(anything, max_size=100))
def test_weight_zero_changes_nothing(values: list[float]) -> None:
    np.testing.assert_array_equal(smooth(np.array(values), 0.0), np.array(values))


@pytest.mark.parametrize(("outside", "inside"), [(-0.5, 0.0), (1.5, 1.0)])
def test_weights_outside_are_clamped(outside: float, inside: float) -> None:
    values = np.array([1.0, 2.0, 5.0])
    np.testing.assert_array_equal(smooth(values, outside), smooth(values, inside))


def test_what_comes_later_changes_nothing_before() -> None:
    values = np.random.default_rng(1).normal(size=5000)
    np.testing.assert_allclose(smooth(values, 0.99)[:1234], smooth(values[:1234], 0.99), rtol=1e-12)


def test_the_input_is_left_alone_and_float32_is_welcome() -> None:
    values = np.array([1, 2, 3], np.float32)
    values.flags.writeable = False
    assert smooth(values, 0.6).dtype == np.float64
    assert smooth(values, 0.0) is not values


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text()), ids=lambda case: case["name"])
def test_agrees_with_the_vectors_shared_with_the_browser(case: dict[str, object]) -> None:
    values, expected = (
        np.array([NAMED.get(v, v) for v in case[key]], np.float64)  # type: ignore[attr-defined, call-overload]
        for key in ("values", "smoothed")
    )
    np.testing.assert_allclose(smooth(values, float(str(case["weight"]))), expected, rtol=1e-6)
