"""Numbers that people type: what is one, what is nothing, and what is refused by the name of its field."""

from __future__ import annotations

import pytest

from profiles import typed
from profiles.schema import BadProfile


@pytest.mark.parametrize(
    ("text", "meant"), [("", None), (" ", None), ("-2.5", -2.5), ("1e3", 1000.0), (" 7 ", 7.0)]
)
def test_a_number_is_finite_or_nothing(text: str, meant: float | None) -> None:
    assert typed.number(text, "low") == meant


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "one", "1,5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadProfile, match=r"^low: a number is expected\.$"):
        typed.number(text, "low")


def test_a_whole_number_has_a_sign_only_where_it_may() -> None:
    assert typed.whole("-12", "by", signed=True) == -12
    for text in ("-12", "", "1.0", "1e3", "²", "-", "1" * 5000):
        with pytest.raises(BadProfile, match="by: a whole number is expected"):
            typed.whole(text, "by")


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "７", "1" * 10, "1" * 5000])
def test_what_is_no_whole_number_is_the_default(text: str) -> None:
    assert typed.whole_or(text, 5) == 5
    assert typed.whole_or("012", 5) == 12
