"""Two steps of a text and what differs between them, as a value with the ways to other pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.text.difference import Row, difference, unified
from dashboards.text.setting import text_of
from dashboards.text.steps import address
from ingest import samples
from ingest.kinds import Text

if TYPE_CHECKING:
    from dashboards.text.steps import Look
    from ingest.store import Samples

MOST_OFFERED = 500
"""Steps that can be chosen from, the newest."""


@dataclass(frozen=True)
class Compared:
    """``steps``: what can be chosen: place and step. ``views``: name, address, and whether it is this one.
    ``fields``: what the form that chooses sends along.
    """

    a: int
    b: int
    a_step: int
    b_step: int
    rows: tuple[Row, ...]
    added: int
    removed: int
    is_empty: bool
    is_cut: bool
    in_one_column: bool
    steps: tuple[tuple[int, int], ...]
    views: tuple[tuple[str, str, bool], ...]
    action: str
    fields: tuple[tuple[str, str], ...]


def compared(found: Samples, a: int, b: int, *, in_one_column: bool, look: Look) -> Compared:
    """From the sample at one place to that at another; raises `Unreadable`."""
    made = difference(_text(found, a), _text(found, b))
    pair = {"a": str(a), "b": str(b), **look.pairs()}
    urls = {view: address("difference", found, {**pair, "view": view}) for view in ("side", "unified")}
    offered = range(len(found) - 1, max(len(found) - 1 - MOST_OFFERED, -1), -1)
    places = sorted({*offered, a, b}, reverse=True)
    return Compared(
        a=a,
        b=b,
        a_step=int(found.steps[a]),
        b_step=int(found.steps[b]),
        rows=tuple(unified(made.rows)) if in_one_column else made.rows,
        added=made.added,
        removed=made.removed,
        is_empty=made.is_empty,
        is_cut=made.is_cut,
        in_one_column=in_one_column,
        steps=tuple((place, int(found.steps[place])) for place in places),
        views=(
            ("Side by side", urls["side"], not in_one_column),
            ("One column", urls["unified"], in_one_column),
        ),
        action=address("difference", found, {}).partition("?")[0],
        fields=(
            ("tag", found.tag),
            ("run", found.run),
            *look.pairs().items(),
            *((("view", "unified"),) if in_one_column else ()),
        ),
    )


def _text(found: Samples, place: int) -> str:
    value = samples.read(found, place)
    return text_of(value.values) if isinstance(value, Text) else ""
