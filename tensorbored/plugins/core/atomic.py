"""Write a file so that whoever reads it, at whatever moment, finds the old text or the new one, whole.

It is written beside its place, forced to the disk, and renamed.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

ABANDONED = 3600
"""Seconds after which a file beside another is nobody's: who wrote it was killed."""


def write_text(path: Path, text: str) -> None:
    """Put `text` at `path`, making its directory; raises `OSError` and then leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(6).hex()}.tmp")
    try:
        _write_through(beside, text.encode())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_directory(path.parent)
    _clear_away(path)


def _clear_away(path: Path) -> None:
    """Remove what those left beside it who were killed while they wrote."""
    begin = f".{path.name}."
    with suppress(OSError):
        for beside in path.parent.iterdir():
            if not (beside.name.startswith(begin) and beside.suffix == ".tmp"):
                continue
            with suppress(OSError):
                if time.time() - beside.stat().st_mtime > ABANDONED:
                    beside.unlink()


def _write_through(path: Path, content: bytes) -> None:
    """As readable for others as the umask allows: colleagues look at the same logdir."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    """So that the new name outlives a power cut too; not every system lets a directory be opened."""
    with suppress(OSError):
        directory = os.open(path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
