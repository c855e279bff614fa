"""Filters that people type: forgiving in case, strict in time."""

from __future__ import annotations

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


FOR_EVER = [
    *("(a+)+$", "(a+)+b", "([a-zA-Z]+)*$", "(a|aa)+$", "(a|a)*b", "(a|a?)+$", "(.*a){25}$", "(.*)*x"),
    *("(a*)*b", "((a*)*)*b", "(a?){50}a{50}b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"),
    *(r"^(\w+\s?)*$", r"(\d+|\w+)*-$", r"^([\w.]+)+@", r"(([a-z0-9])|([a-z0-9]+))*\.$", r"(?:[^/]*/*)*;$"),
    *(r"^(?:.?.?.?.?)*;$", r"(\S+)*\s*:$"),
]
"""Patterns over which an engine that tries all ways sits for longer than there have been computers."""


@pytest.mark.parametrize("pattern", FOR_EVER)
def test_no_pattern_takes_longer_than_its_text_is_long(pattern: str) -> None:
    """Of 100,000 tags each ends in what makes the engine go back; the last is as long as a tag may be."""
    tags = [f"{'a' * 40}/{number}!" for number in range(100_000)]
    assert sum(map(matcher(pattern), [*tags, "a" * 50_000 + "!"])) in {0, 100_001}


def test_a_pattern_of_a_million_characters_is_refused_for_its_length() -> None:
    with pytest.raises(BadPattern, match=r"A filter may have 1,000 characters; this one has 1,000,000\."):
        matcher("a" * 10**6)
