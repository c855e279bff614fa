"""What a picture of histograms over steps asks for, as its address puts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dashboards.binning import BINS
from dashboards.curve_query import number
from dashboards.kept import X_AXES

if TYPE_CHECKING:
    from collections.abc import Mapping

XAxis = Literal["step", "relative", "wall"]

STEPS = 51
"""As many as TensorBoard shows: the first, the last, and 49 between them."""

MOST_STEPS, MOST_BINS = 1000, 480
LAST_STEP = 2**63


class Undrawable(Exception):
    """What is asked for cannot be drawn on paper; the message says why."""


@dataclass(frozen=True, slots=True)
class SliceQuery:
    """``steps``: how many at most; ``bins``: into how many the counts go; ``start`` and ``end``: of x, which
    is a step, seconds since the first sample, or seconds since 1970; ``low`` and ``high``: of the values.
    None: as far as there is something. ``at``: a step that must be there.
    """

    x_axis: XAxis = "step"
    steps: int = STEPS
    bins: int = BINS
    start: float | None = None
    end: float | None = None
    low: float | None = None
    high: float | None = None
    at: int | None = None

    @property
    def values(self) -> tuple[float, float] | None:
        """The range of values that was asked for, if it has a width."""
        if self.low is None or self.high is None or not self.low < self.high:
            return None
        return self.low, self.high


def slice_query(asked: Mapping[str, str]) -> SliceQuery:
    """What is asked for, or `ValueError` with a sentence that begins with the name of the field."""
    x_axis = next((axis for axis in X_AXES if axis == asked.get("xAxis", X_AXES[0])), None)
    if x_axis is None:
        raise ValueError(f"xAxis: one of {', '.join(X_AXES)} is expected.")
    return SliceQuery(
        x_axis=x_axis,
        steps=_whole(asked, "steps", STEPS, 1, MOST_STEPS),
        bins=_whole(asked, "bins", BINS, 1, MOST_BINS),
        start=number(asked, "from"),
        end=number(asked, "to"),
        low=number(asked, "low"),
        high=number(asked, "high"),
        at=_whole(asked, "at", 0, -LAST_STEP, LAST_STEP - 1) if asked.get("at") else None,
    )


def _whole(asked: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """A whole number in a range, or `ValueError` with a sentence."""
    text = asked.get(name, "") or str(default)
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and low <= int(text) <= high:
        return int(text)
    raise ValueError(f"{name}: a whole number from {low:,} to {high:,} is expected.")
