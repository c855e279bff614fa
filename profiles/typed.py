"""Numbers as people type them and as addresses have them. Pure."""

from __future__ import annotations

import math

from tensorbored.plugins.core.checks import BadProfile

_DIGITS = 9


def number(text: str, field: str) -> float | None:
    """A finite number, None where nothing was typed; else `BadProfile` with a sentence."""
    if not text.strip():
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadProfile(f"{field}: a number is expected.")
    return found


def whole(text: str, field: str, *, signed: bool = False) -> int:
    """A whole number; else `BadProfile` with a sentence. ``signed``: it may be less than 0."""
    if not text.removeprefix("-" if signed else "").isdecimal() or len(text) > _DIGITS:
        raise BadProfile(f"{field}: a whole number is expected.")
    return int(text)


def whole_or(text: str, default: int, digits: int = _DIGITS) -> int:
    """A whole number of at most so many ``digits``, from 0; the default where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else default
