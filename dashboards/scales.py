"""Linear, log10 and symlog axes: what they can show, and how wide their pixel columns are.

The twin of static/lib/scale.js. Arrays in, arrays out; knows nothing of runs or requests.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scale = Literal["linear", "log10", "symlog"]
SCALES: tuple[Scale, ...] = ("linear", "log10", "symlog")
THRESHOLD = 1.0
"""Up to about here a symlog axis is linear, unless said."""

LN10 = math.log(10)
NAMES: dict[Scale, str] = {"linear": "Linear", "log10": "Log", "symlog": "Symlog"}


def scale_or(text: str, default: Scale) -> Scale:
    """The scale of that name."""
    return next((scale for scale in SCALES if scale == text), default)


def showable(values: NDArray[Any], scale: Scale) -> NDArray[Any]:
    """The values, with what the scale cannot show at its lower end: -inf."""
    if scale != "log10" or not len(values) or values.min() > 0:
        return values
    return np.where(values <= 0, -np.inf, values).astype(values.dtype, copy=False)


def edges(
    scale: Scale, start: float, end: float, columns: int, threshold: float = THRESHOLD
) -> NDArray[np.float64] | None:
    """Where each pixel column but the first begins; None where all are equally wide."""
    if scale == "linear" or (scale == "log10" and start <= 0):
        return None
    low, high = forward(np.array([start, end], np.float64), scale, threshold)
    return back(low + (high - low) * (np.arange(1, columns) / columns), scale, threshold)


def forward(values: NDArray[np.float64], scale: Scale, threshold: float = THRESHOLD) -> NDArray[np.float64]:
    """Where values are drawn; what a log axis cannot show at -inf.

    Symlog is TensorBoard's ``sign(x) log10(|x| / threshold + 1)``.
    """
    if scale == "linear":
        return values
    if scale == "log10":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log10(values), np.where(np.isnan(values), values, -np.inf))
    return np.sign(values) * np.log1p(np.abs(values) / threshold) / LN10


def back(places: NDArray[np.float64], scale: Scale, threshold: float = THRESHOLD) -> NDArray[np.float64]:
    """The values that are drawn there."""
    if scale == "linear":
        return places
    if scale == "log10":
        return 10.0**places
    return np.sign(places) * np.expm1(np.abs(places) * LN10) * threshold
