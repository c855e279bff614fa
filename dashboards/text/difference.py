"""What differs between two texts, line by line, with the words that changed. Pure.

Lines and words are compared by `difflib`; long texts are cut first, so that it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

MOST_LINES = 1_000
LONGEST_LINE = 2_000
LONGEST_COMPARED = 400  # characters of lines whose words are compared
MOST_COMPARED = 100  # lines in a row
CONTEXT = 3
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

Piece = tuple[str, bool]
"""A part of a line, and whether it changed."""


@dataclass(frozen=True)
class Row:
    """Two lines beside one another. ``kind``: same, changed, added, removed, or folded: ``count`` same."""

    kind: str
    left_number: int | None = None
    right_number: int | None = None
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Difference:
    """All rows; how many lines were added and removed; whether lines had to be left out."""

    rows: tuple[Row, ...]
    added: int
    removed: int
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        """Whether both are the same."""
        return not self.added and not self.removed


def difference(before: str, after: str) -> Difference:
    """From one text to another."""
    left, right = before.splitlines(), after.splitlines()
    is_cut = any(
        len(lines) > MOST_LINES or max(map(len, lines), default=0) > LONGEST_LINE for lines in (left, right)
    )
    left, right = ([line[:LONGEST_LINE] for line in lines[:MOST_LINES]] for lines in (left, right))
    codes = SequenceMatcher(None, left, right, autojunk=True).get_opcodes()
    rows = [row for code in codes for row in _rows(left, right, *code)]
    added = sum(row.right_number is not None for row in rows if row.kind in {"added", "changed"})
    removed = sum(row.left_number is not None for row in rows if row.kind in {"removed", "changed"})
    return Difference(tuple(_folded(rows)), added, removed, is_cut)


def unified(rows: Sequence[Row]) -> Iterator[Row]:
    """The same in one column: what was removed before what was added."""
    waiting: list[Row] = []
    for row in rows:
        if row.kind == "changed":
            yield Row("removed", row.left_number, None, row.left)
            waiting.append(Row("added", None, row.right_number, (), row.right))
        else:
            if row.kind != "added":
                yield from waiting
                waiting = []
            yield row
    yield from waiting


def _rows(
    left: Sequence[str], right: Sequence[str], code: str, i: int, i_end: int, j: int, j_end: int
) -> Iterator[Row]:
    if code == "equal":
        for at in range(i_end - i):
            same = ((left[i + at], False),)
            yield Row("same", i + at + 1, j + at + 1, same, same)
        return
    for at, (one, other) in enumerate(zip_longest(left[i:i_end], right[j:j_end])):
        if one is None:
            yield Row("added", None, j + at + 1, (), ((other, False),))
        elif other is None:
            yield Row("removed", i + at + 1, None, ((one, False),))
        else:
            before, after = _words(one, other) if at < MOST_COMPARED else (((one, False),), ((other, False),))
            yield Row("changed", i + at + 1, j + at + 1, before, after)


def _words(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two lines in pieces; where they have nothing in common, or are long, each is one piece."""
    if max(len(one), len(other)) > LONGEST_COMPARED:
        return ((one, False),), ((other, False),)
    left, right = _WORDS.findall(one), _WORDS.findall(other)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < 0.3:
        return ((one, False),), ((other, False),)
    before, after = [], []
    for code, i, i_end, j, j_end in matcher.get_opcodes():
        before.append(("".join(left[i:i_end]), code != "equal"))
        after.append(("".join(right[j:j_end]), code != "equal"))
    return tuple(piece for piece in before if piece[0]), tuple(piece for piece in after if piece[0])


def _folded(rows: Sequence[Row]) -> Iterator[Row]:
    """Long stretches without a change become one row; a few lines stay around each change."""
    start = 0
    for end in range(len(rows) + 1):
        if end < len(rows) and rows[end].kind == "same":
            continue
        yield from _stretch(rows[start:end], is_first=start == 0, is_last=end == len(rows))
        if end < len(rows):
            yield rows[end]
        start = end + 1


def _stretch(same: Sequence[Row], *, is_first: bool, is_last: bool) -> Iterator[Row]:
    before, after = 0 if is_first else CONTEXT, 0 if is_last else CONTEXT
    hidden = len(same) - before - after
    if hidden < 2:
        yield from same
        return
    yield from same[:before]
    yield Row("folded", count=hidden)
    yield from same[len(same) - after :]
