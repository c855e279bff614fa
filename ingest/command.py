"""The ingest command: the loop that the server runs beside its pages, in the foreground and by itself.

Imports no Django, and little else: how long a load takes is measured with it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass

from ingest import index, terminal
from ingest.plan import Plan, collect_rarely
from ingest.store import Snapshot, Store


@dataclass(frozen=True)
class Report:
    """What a load gave. `samples` are the values that are no scalars; sizes are in bytes."""

    runs: int
    series: int
    points: int
    samples: int
    bytes: int
    seconds: float
    peak_rss_bytes: int
    files_failed: int
    records_skipped: int


def run(plan: Plan, *, once: bool, as_json: bool) -> int:
    """Load everything once, or go on until interrupted; then say what there is. Returns the exit code."""
    collect_rarely()
    store, stop = Store(), threading.Event()
    ingester = plan.ingester(store)
    follower = threading.Thread(target=terminal.follow, args=(store, sys.stderr, stop, time.time()))
    follower.start()
    try:
        seconds = _timed(ingester.run_once if once else lambda: ingester.run_forever(stop))
    finally:
        stop.set()
        follower.join()
    ingester.close()
    report = report_of(store.snapshot(), seconds)
    print(json.dumps(asdict(report)) if as_json else _sentence(report))
    return 0


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    with suppress(KeyboardInterrupt):
        work()
    return time.perf_counter() - began


def report_of(snapshot: Snapshot, seconds: float) -> Report:
    """The counts of a snapshot."""
    runs = snapshot.runs.values()
    counts = [part.counts for run in runs for part in run.parts]
    files = [file for run in runs for file in run.files]
    return Report(
        runs=len(snapshot.runs),
        series=sum(len(run.scalar_tags) for run in runs),
        points=sum(int(count.sum()) for count in counts),
        samples=sum(index.count(part.index_blocks) for run in runs for part in run.parts),
        bytes=snapshot.progress.bytes_read,
        seconds=round(seconds, 4),
        peak_rss_bytes=peak_rss_bytes(),
        files_failed=sum(file.state == "dead" for file in files),
        records_skipped=sum(file.skipped for file in files),
    )


def peak_rss_bytes() -> int:
    """The most memory this process has had at once; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _sentence(report: Report) -> str:
    return (
        f"{report.runs:,} runs, {report.series:,} series, {report.points:,} points "
        f"from {terminal.megabytes(report.bytes)} in {report.seconds:.2f} s, "
        f"at most {terminal.megabytes(report.peak_rss_bytes)} of memory{_damage(report)}"
    )


def _damage(report: Report) -> str:
    skipped, failed = report.records_skipped, report.files_failed
    parts = [f"{skipped:,} damaged record{_s(skipped)} left out"] if skipped else []
    parts += [f"{failed:,} file{_s(failed)} damaged so that the rest cannot be read"] if failed else []
    return "".join(f"; {part}" for part in parts)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
