"""Texts of the list of runs: short enough for a narrow column, and never more than was reached."""

from __future__ import annotations

import pytest

from tensorbored_site.runs_text import step_text


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (0, "0"),
        (-5, "-5"),
        (999_999, "999,999"),
        (1_000_000, "1M"),
        (1_234_567, "1.234M"),
        (10_009_999, "10M"),
        (10_010_000, "10.01M"),
        (999_999_999, "999.9M"),
        (100_000_000, "100M"),
        (2_000_000_000, "2G"),
        (-2_500_000, "-2.5M"),
        (1 << 40, "1.099T"),
        ((1 << 63) - 1, "9.223E"),
        (-(1 << 63), "-9.223E"),
    ],
)
def test_a_step_is_told_in_full_below_a_million_and_else_with_four_digits(step: int, text: str) -> None:
    assert step_text(step) == text
