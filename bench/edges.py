"""A million tags in one run, and ten thousand runs: when the first page is there, and in how much memory.
A million other files beside event files: what a look at them takes.

For pages the program as people start it, without a cache; the page is asked for five times once everything is
loaded. A look is what finds out in each cycle which files there are and what is new in them.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from ingest.command import peak_rss_bytes
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.opened import NAME
from tests.helpers.program import get, running


def tags(logdir: Path, count: int) -> None:
    """One run with many tags, as a network's layers and units have them."""
    names = (f"layer_{i // 1000}/unit_{i % 1000}/value" for i in range(count))
    EventFile(logdir / "run" / NAME).append(
        b"".join(frame(scalar_event(name, i, 0, START)) for i, name in enumerate(names))
    )


def runs(logdir: Path, count: int) -> None:
    """Many runs of ten tags and ten steps."""
    for i in range(count):
        file = EventFile(logdir / f"exp{i % 7}" / f"run_{i:05d}" / NAME)
        points = ((f"tag_{tag}", step, step, START + i + step) for step in range(10) for tag in range(10))
        file.append(b"".join(frame(scalar_event(*point)) for point in points))


def files(logdir: Path, count: int) -> None:
    """Ten runs, each with a tenth of the files beside its event file, as where frames are saved."""
    for run in range(10):
        file = EventFile(logdir / f"run{run}" / NAME)
        file.scalars("loss", [1.0, 2.0])
        for i in range(count // 10):
            os.close(os.open(file.path.parent / f"frame_{i:06d}.png", os.O_CREAT | os.O_WRONLY))


def looks(logdir: Path) -> str:
    """Look once, then while nothing happens, while a run grows, and while other files are added to it."""
    store = Store()
    ingester, before = Ingester([Source(str(logdir))], store), _most()
    first = _took(ingester.run_once)
    assert len(store.snapshot().runs) == 10
    more = _most() - before
    time.sleep(4)  # until the time stamps tell by themselves that nothing changed
    settled = [_took(ingester.run_once) for _ in range(2)]
    quiet = [_took(ingester.run_once) for _ in range(20)]
    file, growing, added = EventFile(logdir / "run0" / NAME, version=False), [], []
    for step in range(20):
        file.scalar("loss", step, 2 + step)
        growing.append(_took(ingester.run_once))
    for step in range(5):
        (logdir / "run0" / f"late_{step}.png").touch()
        added.append(_took(ingester.run_once))
    assert store.snapshot().runs["run0"].count("loss") == 22
    return (
        f"first look {first:.2f} s and {more:.1f} MB, the next two {max(settled):.2f} s, later ones "
        f"{median(quiet) * 1e3:.2f} ms, {median(growing) * 1e3:.2f} ms while a run grows, "
        f"{median(added):.2f} s after a file was added to a run of a tenth of them"
    )


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _most() -> float:
    """Megabytes that this process has had at once."""
    return peak_rss_bytes() / 1e6


def pages(logdir: Path) -> str:
    """Load it, look at it."""
    with running(
        "--logdir", str(logdir), "--cache", "false", data_dir=str(logdir.parent / "data")
    ) as program:
        url = program.url
        began = time.perf_counter()
        program.wait_for(r"^Loaded [\d,]+ runs?, ")
        loaded = time.perf_counter() - began
        before = _processor(program.process.pid)
        shown = [_seconds(f"{url}timeseries/")]
        worked = _processor(program.process.pid) - before
        shown += [_seconds(f"{url}timeseries/") for _ in range(4)]
        status = Path(f"/proc/{program.process.pid}/status").read_text()
    peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1e3
    later = f"{min(shown[1:]):.2f} to {max(shown[1:]):.2f} s"
    first = f"first page {shown[0]:.2f} s ({worked:.2f} s of a processor)"
    return f"loaded in {loaded:.1f} s, {first}, later {later}, at most {peak:.0f} MB"


def _processor(pid: int) -> float:
    """Seconds that a process has computed."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _seconds(url: str) -> float:
    began = time.perf_counter()
    status, _ = get(url)
    assert status == 200, f"{url}: {status}"
    return time.perf_counter() - began


EDGES = {
    "tags": (tags, 1_000_000, pages),
    "runs": (runs, 10_000, pages),
    "files": (files, 1_000_000, looks),
}


def main() -> None:
    """Write, load and look."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("edges", choices=(*EDGES, []), nargs="*", help="all unless one is named")
    for name in parser.parse_args().edges or EDGES:
        write, count, measure = EDGES[name]
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch) / "logs", count)
            print(f"{count:,} {name}: {measure(Path(scratch) / 'logs')}", flush=True)


if __name__ == "__main__":
    main()
