"""The first load as people at a terminal see it: one line that moves, or one plain line in a log."""

from __future__ import annotations

import threading
import time
from typing import TextIO

from ingest.store import Progress, Snapshot, Store

TICK = 0.2  # seconds between looks
WIDTH = 30


def follow(store: Store, stream: TextIO, stop: threading.Event) -> None:
    """Write how far the first load is until it is done, then what it found."""
    began, moving = time.monotonic(), stream.isatty()
    while not is_loaded(store.snapshot()) and not stop.wait(TICK):
        if moving:
            stream.write(f"\r\x1b[2K{bar(store.snapshot().progress)}")
            stream.flush()
    if is_loaded(store.snapshot()):
        start = "\r\x1b[2K" if moving else ""
        stream.write(f"{start}{summary(store.snapshot(), time.monotonic() - began)}\n")
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


def summary(snapshot: Snapshot, seconds: float) -> str:
    """What the first load found."""
    if snapshot.progress.files_total == 0:
        places = (f"{s.path} ({s.problem})" if s.problem else s.path for s in snapshot.sources)
        return f"No event files yet in {', '.join(places)}"
    count, size = len(snapshot.runs), megabytes(snapshot.progress.bytes_read)
    return f"Loaded {count:,} run{'' if count == 1 else 's'}, {size} in {seconds:.1f} s"


def megabytes(count: int) -> str:
    """Bytes for people."""
    return f"{count / 1e6:,.1f} MB"
