"""Numbers as people read them beside charts: the twin of static/lib/format.js."""

from __future__ import annotations

import math

DIGITS = 5
LARGE, SMALL = 1e7, 1e-4
_UNITS = ((31_536_000, "y"), (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def value_text(value: float) -> str:
    """Five digits, or all before the point; an exponent from ten million on and below a ten-thousandth."""
    if not math.isfinite(value):
        return _odd(value)
    value += 0.0  # no minus before a zero
    size = abs(value)
    if size and (size >= LARGE or size < SMALL):
        lead, _, power = f"{value:.{DIGITS - 1}e}".partition("e")
        return f"{_tidy(lead)}e{int(power)}"
    digits = DIGITS if size < 1 else max(DIGITS, math.floor(math.log10(size) + 1e-9) + 1)
    text = f"{value:.{digits - 1}e}"
    return _tidy(f"{float(text):.{max(digits - 1 - int(text.partition('e')[2]), 0)}f}")


def step_text(step: float) -> str:
    """A step as it is, with commas; up to four decimals."""
    if not math.isfinite(step):
        return _odd(step)
    return f"{int(step):,}" if step == int(step) else _tidy(f"{step:,.4f}")


def duration_text(seconds: float) -> str:
    """Seconds in the two largest units: "2d 4h", "3m 20s", "12.5s", "40ms"."""
    if not math.isfinite(seconds):
        return _odd(seconds)
    if seconds < 0:
        return f"-{duration_text(-seconds)}"
    if seconds < 59.95:
        return _seconds(seconds)
    rest, parts = round(seconds), []
    for size, letter in _UNITS:
        count, rest = divmod(rest, size)
        parts.append((count, letter))
    first = next(at for at, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count}{letter}" for count, letter in parts[first : first + 2] if count)


def percent_text(part: float) -> str:
    """A part of one as percent."""
    return f"{value_text(part * 100)}%" if math.isfinite(part) else _odd(part)


def _seconds(seconds: float) -> str:
    if seconds == 0:
        return "0s"
    if seconds >= 1:
        return f"{_tidy(f'{seconds:.1f}')}s"
    return f"{float(f'{seconds * 1000:.3g}'):g}ms"


def _tidy(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _odd(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "+∞" if value > 0 else "-∞"
