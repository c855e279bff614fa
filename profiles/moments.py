"""Moments as people read and type them: to the second, in the zone of this machine. Pure."""

from __future__ import annotations

import time
from datetime import datetime

from profiles import typed
from tensorbored.plugins.core.checks import BadProfile


def moment_text(at: float) -> str:
    """The date and the time of seconds since 1970; `?` where no calendar reaches."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    except (OverflowError, ValueError, OSError):
        return "?"


def moment(text: str, field: str) -> float | None:
    """Seconds since 1970, typed so or as `2023-11-14T22:13:20`; None where nothing was; else `BadProfile`."""
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (OverflowError, ValueError, OSError):
        pass
    try:
        return typed.number(text, field)
    except BadProfile as error:
        raise BadProfile(f"{field}: a date and a time are expected.") from error
