"""Filters that people type: forgiving in case, strict in time."""

from __future__ import annotations

import time

import pytest

from profiles.regex import BadPattern, matcher


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "anything", True),
        ("loss", "train/Loss_total", True),
        ("LOSS", "train/loss", True),
        ("^loss", "train/loss", False),
        (r"loss$|acc", "val/accuracy", True),
        (r"block_\d+/w", "layers/block_12/weight", True),
        ("a.c", "a/c", True),
        ("a.c", "ac", False),
        ("ÜBER", "über", True),
        ("x", "\udcff x", True),
        ("y+", "\udcff x", False),
    ],
)
def test_a_pattern_is_found_anywhere_in_any_case(pattern: str, text: str, expected: bool) -> None:
    assert matcher(pattern)(text) is expected


@pytest.mark.parametrize("pattern", ["(", "[", "*", "a{9999}", "(?P<x", "\\", "\udcff"])
def test_what_is_no_pattern_is_refused_with_a_sentence(pattern: str) -> None:
    with pytest.raises(BadPattern, match=r"^Not a valid regular expression: .+\.$"):
        matcher(pattern)


@pytest.mark.parametrize("pattern", ["(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", r"(a)\1", r"(?P<a>x)(?P=a)"])
def test_what_cannot_be_matched_in_linear_time_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(BadPattern, match="Look-around and back-references are not supported"):
        matcher(pattern)


def test_no_pattern_takes_longer_than_its_text_is_long() -> None:
    start = time.monotonic()
    for pattern in ("(a+)+$", "(a|a)*b", "(.*)*x", "(a?){50}a{50}"):
        matcher(pattern)("a" * 50_000 + "!")
    assert time.monotonic() - start < 1
