"""Facts about runs as short texts for narrow columns, and as exact ones for whoever asks. Pure."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.column_filter import key_of
from profiles.moments import moment_text
from profiles.run_facts import fact_of
from profiles.run_table import FACTS, STARTED

if TYPE_CHECKING:
    import numpy as np

    from ingest.store import Snapshot
    from profiles.column_filter import ColumnFilter

LONGEST = 24  # characters of a text
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SIZES = ((10**18, "E"), (10**15, "P"), (10**12, "T"), (10**9, "G"), (10**6, "M"))


@dataclass(frozen=True)
class Cell:
    """``text``, and what it is exactly; ``at``: the moment it names, for browsers to tell in their zone."""

    text: str = ""
    exact: str = ""
    at: str = ""


def cell_of(snapshot: Snapshot, name: str, column: str, now: float) -> Cell:
    """What stands in a column of a run's row; ``now`` in seconds since 1970."""
    value = fact_of(snapshot, name, column)
    if value is None:
        return Cell()
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, str):
        return Cell(value if len(value) <= LONGEST else f"{value[:LONGEST]}…", value)
    if column == STARTED:
        return Cell(started_text(float(value), now), moment_text(float(value)), f"{value:.0f}")
    if column == "duration":
        return Cell(duration_text(float(value)), f"{value:,.0f} seconds")
    if column in FACTS:
        return Cell(step_text(int(value)), f"{value:,}")
    return Cell(number_text(float(value)), exact_text(value))


def filter_cells(only: ColumnFilter, column: str) -> list[Cell]:
    """What a filter lets through, in parts: `0.001 to 0.1, not sgd, no missing`."""
    without = [value if isinstance(value, str) else key_of(value) for value in only.without]
    named = f"not {', '.join(without[:2])}{f' and {len(without) - 2} more' if len(without) > 2 else ''}"
    rest = filter(None, (named if without else "", "" if only.missing else "no missing"))
    ends = _ends(*(None if end is None else _end(end, column) for end in (only.low, only.high)))
    return [*ends, Cell(", ".join(["", *rest] if ends else rest))]


def _ends(low: Cell | None, high: Cell | None) -> list[Cell]:
    if low and high:
        return [low, Cell(" to "), high]
    return [Cell("from "), low] if low else [Cell("up to "), high] if high else []


def _end(end: float, column: str) -> Cell:
    return Cell(moment_text(end), at=f"{end:.0f}") if column == STARTED else Cell(f"{end:g}")


def started_text(at: float, now: float) -> str:
    """The time of today, the day of this year, or the month; of this machine's zone."""
    try:
        then, today = time.localtime(at), time.localtime(now)
    except (OverflowError, ValueError, OSError):
        return "?"
    if then[:3] == today[:3]:
        return time.strftime("%H:%M", then)
    return time.strftime("%b ", then) + str(then.tm_mday if then[0] == today[0] else then.tm_year)


def duration_text(seconds: float) -> str:
    """`3d 4h`, `2h 13m`, `5m 20s`, `41s`: the two largest units."""
    if not math.isfinite(seconds):
        return "?"
    whole = max(round(seconds), 0)
    if whole < _MINUTE:
        return f"{whole}s"
    large, small, names = next(
        (large, small, names)
        for large, small, names in ((_DAY, _HOUR, "dh"), (_HOUR, _MINUTE, "hm"), (_MINUTE, 1, "ms"))
        if whole >= large
    )
    return f"{whole // large}{names[0]} {whole % large // small}{names[1]}"


def step_text(step: int) -> str:
    """All digits, or from a million on four with the letter of the axes: `12.34M`, never rounded up."""
    for size, letter in _SIZES:
        whole, rest = divmod(abs(step), size)
        if whole:
            digits = f"{whole}.{rest * 1000 // size:03d}"[:5].rstrip("0").rstrip(".")
            return f"{'-' if step < 0 else ''}{digits}{letter}"
    return f"{step:,}"


def number_text(value: float) -> str:
    """Five digits at most."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.5g}"


def exact_text(value: float | np.floating) -> str:
    """The shortest text that gives the same number in its own type."""
    return str(value)
