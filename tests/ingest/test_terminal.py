"""What the terminal shows of the first load."""

from __future__ import annotations

import io
import threading

from ingest import terminal
from ingest.store import Progress, Snapshot, SourceState, Store
from tests.helpers.store_builder import START, snapshot_of, store_of


class Terminal(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.moved = threading.Event()

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        self.moved.set()


def test_the_bar_counts_bytes() -> None:
    half = terminal.bar(Progress(bytes_read=500_000, bytes_total=1_000_000, files_total=2, loading=True))
    assert half == f"Loading [{'#' * 15}{'.' * 15}]  50%  0.5 MB of 1.0 MB"
    assert "[" + "." * 30 + "]   0%" in terminal.bar(Progress())


def test_a_log_gets_one_plain_line() -> None:
    log = io.StringIO()
    terminal.follow(store_of({"a": {"loss": [1]}}), log, threading.Event(), START - 2)
    assert log.getvalue() == "Loaded 1 run, 0.0 MB in 2.0 s\n"


def test_on_a_terminal_the_line_is_written_over() -> None:
    screen, store, stop = Terminal(), Store(), threading.Event()
    store.publish(progress=Progress(bytes_read=1, bytes_total=4, loading=True))
    following = threading.Thread(target=terminal.follow, args=(store, screen, stop, START))
    following.start()
    assert screen.moved.wait(10)
    store.publish(progress=Progress(bytes_read=4, bytes_total=4, files_total=1, finished_at=START + 1))
    following.join()
    *bars, last = screen.getvalue().split(terminal.CLEAR)
    assert "25%" in bars[1]
    assert last == "Loaded 0 runs, 0.0 MB in 1.0 s\n"


def test_stopped_before_the_end_it_promises_nothing() -> None:
    log, stop = io.StringIO(), threading.Event()
    stop.set()
    terminal.follow(Store(), log, stop, START)
    assert log.getvalue() == ""


def test_an_empty_logdir_is_named_with_its_problem() -> None:
    sources = (SourceState("logs", "missing"), SourceState("more"))
    snapshot = Snapshot(sources=sources, progress=Progress(finished_at=START))
    assert terminal.summary(snapshot, START) == "No event files yet in logs (missing), more"


def test_several_runs_are_counted() -> None:
    assert terminal.summary(snapshot_of({"a": {}, "b": {}}), START).startswith("Loaded 2 runs, ")
