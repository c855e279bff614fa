"""Small files in a logdir that anybody may have written: read with care."""

from __future__ import annotations

import os
import stat
from pathlib import Path

Stamp = tuple[int, int, int, int]


class NotOurs(Exception):
    """A file that is not to be read, and why, in one sentence."""


def content(path: Path, logdir: Path, most: int) -> bytes:
    """A regular file of the logdir's own and not too large: a pipe has no end, a link leads anywhere."""
    if not is_below(path, logdir):
        raise NotOurs("It leads out of the log directory.")
    with open(path, "rb", opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotOurs("It is not a file.")
        found = file.read(most + 1)
    if len(found) > most:
        raise NotOurs(f"It is larger than {most // 1024**2} MiB.")
    return found


def is_below(path: Path, logdir: Path) -> bool:
    """Whether it lies in the logdir once all links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(logdir))


def stamp(path: Path) -> Stamp | None:
    """Changes with the file; None where there is none."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
