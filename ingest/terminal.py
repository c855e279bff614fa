"""The first load as people at a terminal see it: one line that moves, or one plain line in a log."""

from __future__ import annotations

import threading
from typing import TextIO

from ingest.store import Progress, Snapshot, Store

TICK = 0.2  # seconds between looks
WIDTH = 30
CLEAR = "\r\x1b[2K"


def follow(store: Store, stream: TextIO, stop: threading.Event, began: float) -> None:
    """Write how far the first load, which `began` at that time, is until it is done; then what it found."""
    moving = stream.isatty()
    while not is_loaded(store.snapshot()) and not stop.wait(TICK):
        if moving:
            stream.write(f"{CLEAR}{bar(store.snapshot().progress)}")
            stream.flush()
    if is_loaded(store.snapshot()):
        stream.write(f"{CLEAR if moving else ''}{summary(store.snapshot(), began)}\n")
        stream.flush()


def is_loaded(snapshot: Snapshot) -> bool:
    """Whether everything that was there at the start has been read."""
    return snapshot.progress.finished_at is not None and not snapshot.progress.loading


def bar(progress: Progress) -> str:
    """A bar of the bytes read."""
    share = min(progress.bytes_read / progress.bytes_total, 1.0) if progress.bytes_total else 0.0
    full = round(share * WIDTH)
    done, whole = megabytes(progress.bytes_read), megabytes(progress.bytes_total)
    return f"Loading [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}  {done} of {whole}"


def summary(snapshot: Snapshot, began: float) -> str:
    """What the first load found, and how long it took."""
    progress = snapshot.progress
    if progress.files_total == 0:
        places = (f"{s.path} ({s.problem})" if s.problem else s.path for s in snapshot.sources)
        return f"No event files yet in {', '.join(places)}"
    count, size = len(snapshot.runs), megabytes(progress.bytes_read)
    seconds = max((progress.finished_at or began) - began, 0)
    return f"Loaded {count:,} run{'' if count == 1 else 's'}, {size} in {seconds:.1f} s"


def megabytes(count: int) -> str:
    """Bytes for people."""
    return f"{count / 1e6:,.1f} MB"
