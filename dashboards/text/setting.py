"""One text as HTML: markdown set or left as it stands, arrays as tables, and in words what is left out.

TensorBoard's rules: an array of one dimension is a column, of more than two the first slice of two. Besides,
JSON of several lines, as which Hugging Face's Trainer says its arguments, keeps its lines: it is set as code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dashboards.markdown import LONGEST, Budget, TooMuch, clean, set_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_PLAIN = 200_000  # characters
MOST_CELLS = 2_000
EMPTY = "There is no text here: the program wrote an empty one."
SLICED = (
    "This text has {} dimensions, and a table has two: here is its first slice. All of it is in the download."
)
_KEPT = {ord("\t"), ord("\n"), ord("\r")}
_CONTROL: dict[int, int | None] = {
    **{code: 0x2400 + code for code in range(1, 32) if code not in _KEPT},
    **dict.fromkeys(range(0x7F, 0xA0), 0xFFFD),
    0: None,
}
Spans = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class SetText:
    """``html`` is safe; ``notes``: sentences about what is not shown, or not as asked."""

    html: SafeString
    notes: tuple[str, ...] = ()


def set_values(
    values: NDArray[Any], budget: Budget, *, markdown: bool = True, spans: Spans | None = None
) -> SetText:
    """A text of any shape; ``spans``: which parts of it are marked."""
    notes = [] if any(values.reshape(-1).tolist()) else [EMPTY]
    if values.ndim > 2 and values.size:
        notes.append(SLICED.format(values.ndim))
    shown = _cut(first_slice(values), notes, LONGEST if markdown else LONGEST_PLAIN)
    shown = _readable(shown, notes)
    if markdown:
        try:
            return SetText(_as_markdown(shown, budget, spans), tuple(notes))
        except TooMuch:
            notes.append("It would take long to set this text as markdown: here it is as it stands.")
    return SetText(_as_it_stands(shown, spans), tuple(notes))


def text_of(values: NDArray[Any]) -> str:
    """A text of any shape as one string: cells between tabs, rows in lines."""
    if values.ndim < 2 or not values.size:
        return "\n".join(values.reshape(-1).tolist())
    rows = values.reshape(-1, values.shape[-1]).tolist()
    return "\n".join("\t".join(row) for row in rows)


def first_slice(values: NDArray[Any]) -> NDArray[Any]:
    """Of more than two dimensions the first two-dimensional array, without a cell where there is none."""
    if values.ndim <= 2:
        return values
    made: NDArray[Any] = values[(0,) * (values.ndim - 2)] if values.size else np.empty((0, 0), np.object_)
    return made


def _cut(values: NDArray[Any], notes: list[str], longest: int) -> NDArray[Any]:
    """What there is room for: so many cells, then so many characters."""
    if values.size > MOST_CELLS:
        rows = max(MOST_CELLS // (values.shape[1] if values.ndim > 1 else 1), 1)
        kept = values[:rows] if values.ndim == 1 else values[:rows, :MOST_CELLS]
        notes.append(f"The first {kept.size:,} of {values.size:,} cells are shown.")
        values = kept
    lengths = [len(text) for text in values.reshape(-1).tolist()]
    total = sum(lengths)
    if total <= longest:
        return values
    notes.append(f"The first {longest:,} of {total:,} characters are shown.")
    made, left = values.copy().reshape(-1), longest
    for i, length in enumerate(lengths):
        made[i] = made[i][:left]
        left = max(left - length, 0)
    return made.reshape(values.shape)


def _readable(values: NDArray[Any], notes: list[str]) -> NDArray[Any]:
    """Without NUL, and with pictures of other characters that control a terminal."""
    texts = values.reshape(-1).tolist()
    count = sum(text.count("\0") for text in texts)
    if count:
        notes.append(f"{count:,} NUL character{'' if count == 1 else 's'} left out: is this text?")
    made = np.empty(len(texts), np.object_)
    made[:] = [text.translate(_CONTROL) for text in texts]
    return made.reshape(values.shape)


def _as_markdown(values: NDArray[Any], budget: Budget, spans: Spans | None) -> SafeString:
    cells = [set_text(_fenced(text), budget) for text in values.reshape(-1).tolist()]
    if not values.ndim:
        return clean(cells[0], marks=spans, on_page=True)
    return clean(table(cells, values.shape), marks=spans, on_page=True)


def _fenced(text: str) -> str:
    """JSON of several lines between fences, which none of its own lines can be; any other text as it is."""
    if not text.lstrip().startswith(("{", "[")) or "\n" not in text.strip():
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return f"```\n{text}\n```"


def _as_it_stands(values: NDArray[Any], spans: Spans | None) -> SafeString:
    cells = [_marked(text, spans) for text in values.reshape(-1).tolist()]
    if values.size == 1:
        return mark_safe(f'<pre class="text-plain">{cells[0]}</pre>')
    return mark_safe(table([f'<div class="text-plain">{cell}</div>' for cell in cells], values.shape))


def _marked(text: str, spans: Spans | None) -> str:
    made, at = [], 0
    for start, end in spans(text) if spans else ():
        made += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join((*made, escape(text[at:])))


def table(cells: Sequence[str], shape: tuple[int, ...]) -> str:
    """HTML of cells as TensorBoard puts them: a row each, or rows of so many."""
    width = shape[1] if len(shape) > 1 else 1
    rows = (cells[at : at + width] for at in range(0, len(cells), max(width, 1)))
    lines = ("<tr>\n" + "".join(f"<td>{cell}</td>\n" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n<tbody>\n{''.join(lines)}</tbody>\n</table>"
