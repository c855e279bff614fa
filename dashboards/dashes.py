"""How tags of one chart are told apart, where colour tells runs apart: by the dashes of their lines."""

from __future__ import annotations

Dash = tuple[float, ...]

DASHES: tuple[Dash, ...] = (
    (),
    (6, 2.5),
    (1.5, 2),
    (9, 2.5, 1.5, 2.5),
    (3, 1.5),
    (12, 3),
    (6, 2, 1.5, 2, 1.5, 2),
    (3, 4),
)
"""Lengths of what is drawn and left out in turns, in widths of the line; nothing: a line without gaps."""


def dash_of(place: int) -> Dash:
    """The dash of the tag at a place in a chart's list of tags; after the last the first comes again."""
    return DASHES[place % len(DASHES)]
