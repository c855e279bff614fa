"""TensorBoard's debiased exponential moving average, exactly, without a Python loop over points.

The recurrence ``state = weight * state + (1 - weight) * y`` is cut into blocks: within a block it is one
product with a small triangular matrix, and the states at the ends of the blocks obey the same recurrence
with ``weight ** block``. Knows nothing of runs or pixels; ``static/lib/smooth.js`` is its twin for the
browser, and ``tests/vectors/smoothing.json`` holds both to the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK = 64


def smooth(values: NDArray[Any], weight: float) -> Floats:
    """Each value smoothed by those before it, in array order; ``weight`` is clamped to 0..1.

    Non-finite values are passed through and leave the state as it is; a series of equal values, and
    every series at weight 0, comes back untouched.
    """
    raw = np.asarray(values, dtype=np.float64)
    weight = min(max(weight, 0.0), 1.0)
    if weight == 0.0 or not len(raw) or bool((raw == raw[0]).all()):
        return raw.copy()
    finite = np.isfinite(raw)
    if finite.all():
        return _debiased(raw, weight)
    out = raw.copy()
    out[finite] = _debiased(raw[finite], weight)
    return out


def _debiased(finite: Floats, weight: float) -> Floats:
    if weight == 1.0:
        return np.zeros_like(finite)  # the state never leaves 0, and nothing is divided
    out = _recurrence(finite, weight, gain=1.0 - weight)
    # 1 - weight**n, until it can no longer be told from 1
    biased = min(len(out), int(np.ceil(-40.0 / np.log(weight))))
    counts = np.arange(1, biased + 1, dtype=np.float64)
    out[:biased] /= -np.expm1(counts * np.log(weight))
    return out


def _recurrence(inputs: Floats, weight: float, gain: float) -> Floats:
    """``s[i] = weight * s[i - 1] + gain * inputs[i]`` from ``s[-1] = 0``."""
    count = len(inputs)
    blocks = -(-count // BLOCK)
    powers = weight ** np.arange(BLOCK + 1, dtype=np.float64)
    states = _padded(inputs, blocks) @ (_triangle(powers) * gain)
    if blocks > 1:
        carries = _recurrence(np.ascontiguousarray(states[:-1, -1]), float(powers[-1]), gain=1.0)
        for column in range(BLOCK):  # one column at a time: no second array of the full size
            states[1:, column] += carries * powers[column + 1]
    return states.reshape(-1)[:count]


def _padded(inputs: Floats, blocks: int) -> Floats:
    if len(inputs) == blocks * BLOCK:
        return inputs.reshape(blocks, BLOCK)
    padded = np.zeros(blocks * BLOCK)
    padded[: len(inputs)] = inputs
    return padded.reshape(blocks, BLOCK)


def _triangle(powers: Floats) -> Floats:
    """The matrix that takes a row of inputs to the states after each of them."""
    lags = np.arange(BLOCK)[None, :] - np.arange(BLOCK)[:, None]
    return np.where(lags >= 0, powers[np.abs(lags)], 0.0)
