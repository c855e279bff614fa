"""Regular expressions that people type: matched in time linear in the text, whatever the pattern.

RE2 does that by leaving out look-around and back-references; patterns that use them are refused with a
sentence that says so. Matching is case-insensitive and unanchored, as in TensorBoard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

import re2

MAX_LENGTH = 1000
MOST_FOUND = 1000
Matcher = Callable[[str], bool]
Captures = tuple[str | None, ...]


def _options(*, case_sensitive: bool) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.log_errors = False
    return options


_OPTIONS = _options(case_sensitive=False)
_OPTIONS_OF_GROUPS = _options(case_sensitive=True)
_MEANT = re.compile(r"([\\.+*?()|\[\]{}^$])")  # what stands for itself only behind a backslash
_LOOKS_OR_REFERS_BACK = re.compile(r"\(\?<?[=!]|\\[1-9]|\(\?P=|\\k")


class BadPattern(ValueError):
    """The pattern cannot be used; the message says why, in one sentence for the person who typed it."""


@lru_cache(maxsize=16)
def matcher(pattern: str) -> Matcher:
    """A function that says whether a text matches; raises `BadPattern`. An empty pattern matches all.

    Names are asked about again and again, by each part of a page and at each poll: answers are remembered.
    """
    if not pattern:
        return lambda text: True
    compiled = _compiled(pattern, _OPTIONS)
    if re.escape(pattern) == pattern and pattern.isascii():
        needle = pattern.lower()  # no special characters: Python's own search is thirty times as quick
        return lambda text: needle in text.lower()
    known: dict[str, bool] = {}

    def matches(text: str) -> bool:
        answer = known.get(text)
        if answer is None:
            answer = known[text] = compiled.search(_encodable(text)) is not None
        return answer

    return matches


@lru_cache(maxsize=16)
def finder(pattern: str) -> Callable[[str], list[tuple[int, int]]]:
    """A function that says where a text matches, as pairs of start and end; raises `BadPattern`.

    At most ``MOST_FOUND`` places, none of them empty.
    """
    compiled = _compiled(pattern, _OPTIONS)

    def places(text: str) -> list[tuple[int, int]]:
        found = (match.span() for match in compiled.finditer(_encodable(text)))
        return list(islice(((start, end) for start, end in found if start < end), MOST_FOUND))

    return places


@lru_cache(maxsize=4)
def capturer(pattern: str) -> Callable[[str], Captures | None]:
    """A function that gives what the groups of a pattern capture in a text, None where it does not match.

    Upper and lower case differ here, as in TensorBoard, where captures are the names of groups of runs.
    """
    compiled = _compiled(pattern, _OPTIONS_OF_GROUPS)
    known: dict[str, Captures | None] = {}

    def captures(text: str) -> Captures | None:
        if text not in known:
            found = compiled.search(_encodable(text))
            known[text] = None if found is None else tuple(found.groups())
        return known[text]

    return captures


def _compiled(pattern: str, options: re2.Options) -> re2._Regexp:
    if len(pattern) > MAX_LENGTH:
        raise BadPattern(f"A filter may have {MAX_LENGTH:,} characters; this one has {len(pattern):,}.")
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise BadPattern(_sentence(pattern, error)) from error


def _sentence(pattern: str, error: Exception) -> str:
    if _LOOKS_OR_REFERS_BACK.search(pattern):
        return "Look-around and back-references are not supported, so that every filter answers at once."
    reason = error.args[0] if error.args else ""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else "it is not valid text"
    return f"Not a valid regular expression: {text}."


def _encodable(text: str) -> str:
    """Names that are not UTF-8 on disk hold lone surrogates, which RE2 cannot take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """The expression that matches this text and nothing shorter."""
    return _MEANT.sub(r"\\\1", text)
