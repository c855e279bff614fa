"""TensorBoard's debiased exponential moving average, exactly, without a Python loop over points.

The recurrence ``state = weight * state + (1 - weight) * y`` is cut into blocks: within a block it is one
product with a small triangular matrix, and the states at the ends of the blocks obey the same recurrence
with ``weight ** block``. A long series is taken in stretches that fit the processor's cache. Knows nothing
of runs or pixels; ``static/lib/smooth.js`` is its twin for the browser, and ``tests/vectors/smoothing.json``
holds both to the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    Floats = NDArray[np.float64]

BLOCK = 16
GROUP = 32  # blocks
STRETCH = 32 * GROUP * BLOCK
"""Points at a time; products of this size stay below where libraries of matrices start threads."""


def smooth(values: NDArray[Any], weight: float, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Each value smoothed by those before it, in array order, as ``dtype``; ``weight`` is clamped to 0..1.

    Non-finite values are passed through and leave the state as it is; a series of equal values, and
    every series at weight 0, comes back untouched.
    """
    raw = np.asarray(values)
    weight = min(max(weight, 0.0), 1.0)
    if weight == 0.0 or not len(raw) or bool((raw == raw[0]).all()):
        return raw.astype(dtype)
    finite = np.isfinite(raw)
    if finite.all():
        return _debiased(raw, weight, np.empty(len(raw), dtype))
    out = raw.astype(dtype)
    kept = raw[finite]
    out[finite] = _debiased(kept, weight, np.empty(len(kept), dtype))
    return out


def _debiased(finite: NDArray[Any], weight: float, out: NDArray[Any]) -> NDArray[Any]:
    """Fills ``out``; all sums are of 64 bits, whatever its type."""
    if weight == 1.0:
        out[:] = 0  # the state never leaves 0, and nothing is divided
        return out
    # 1 - weight**n, until it can no longer be told from 1
    biased = min(len(finite), int(np.ceil(-40.0 / np.log(weight))))
    average, state = _Average(weight), 0.0
    for start in range(0, len(finite), STRETCH):
        states, state = average.go_on(finite[start : start + STRETCH], state)
        counts = np.arange(start + 1, min(start + len(states), biased) + 1, dtype=np.float64)
        states[: len(counts)] /= -np.expm1(counts * np.log(weight))
        out[start : start + len(states)] = states
    return out


class _Average:
    """The states of ``state = weight * state + (1 - weight) * y`` over a stretch."""

    def __init__(self, weight: float) -> None:
        powers = weight ** np.arange(BLOCK + 1, dtype=np.float64)
        triangle = _triangle(powers[:-1]) * (1.0 - weight)
        self._within = np.vstack((triangle, powers[1:]))  # of the points of a block, and of the state before
        self._to_end = np.ascontiguousarray(triangle[:, -1])
        self._fades = float(powers[-1]) ** np.arange(GROUP + 1, dtype=np.float64)
        self._between = _triangle(self._fades[:-1])

    def go_on(self, values: NDArray[Any], state: float) -> tuple[Floats, float]:
        """The state after each value, and the one after all if they fill whole groups of blocks."""
        whole, rest = divmod(len(values), BLOCK)
        rows = np.zeros((-(-len(values) // (BLOCK * GROUP)) * GROUP, BLOCK + 1))
        rows[:whole, :BLOCK] = values[: whole * BLOCK].reshape(whole, BLOCK)
        rows[whole : whole + 1, :rest] = values[whole * BLOCK :]
        before = self._carried(rows[:, :BLOCK] @ self._to_end, state)
        rows[:, BLOCK] = before[:-1]
        return (rows @ self._within).reshape(-1)[: len(values)], float(before[-1])

    def _carried(self, ends: Floats, state: float) -> Floats:
        """The state before each block and after the last, from what each block alone comes to."""
        groups = ends.reshape(-1, GROUP) @ self._between
        starts = [state]
        for end in groups[:, -1].tolist():
            starts.append(end + float(self._fades[GROUP]) * starts[-1])
        groups += np.outer(starts[:-1], self._fades[1:])
        return np.concatenate(([state], groups.reshape(-1)))


def _triangle(powers: Floats) -> Floats:
    """The matrix that takes a row of inputs to the states after each of them."""
    places = np.arange(len(powers))
    lags = places[None, :] - places[:, None]
    return np.where(lags >= 0, powers[np.abs(lags)], 0.0)
