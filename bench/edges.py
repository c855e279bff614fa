"""A million tags in one run, and ten thousand runs: when the first page is there, and in how much memory.

The program as people start it, without a cache; the page is asked for five times once everything is loaded.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from pathlib import Path

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


def measure(logdir: Path) -> str:
    """Load it, look at it."""
    with running(
        "--logdir", str(logdir), "--cache", "false", data_dir=str(logdir.parent / "data")
    ) as program:
        url = program.url
        began = time.perf_counter()
        program.wait_for(r"^Loaded [\d,]+ runs?, ")
        loaded = time.perf_counter() - began
        before = _processor(program.process.pid)
        looks = [_seconds(f"{url}timeseries/")]
        worked = _processor(program.process.pid) - before
        looks += [_seconds(f"{url}timeseries/") for _ in range(4)]
        status = Path(f"/proc/{program.process.pid}/status").read_text()
    peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1e3
    later = f"{min(looks[1:]):.2f} to {max(looks[1:]):.2f} s"
    first = f"first page {looks[0]:.2f} s ({worked:.2f} s of a processor)"
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


EDGES = {"tags": (tags, 1_000_000), "runs": (runs, 10_000)}


def main() -> None:
    """Write, load and look."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("edges", choices=(*EDGES, []), nargs="*", help="both unless one is named")
    for name in parser.parse_args().edges or EDGES:
        write, count = EDGES[name]
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch) / "logs", count)
            print(f"{count:,} {name}: {measure(Path(scratch) / 'logs')}", flush=True)


if __name__ == "__main__":
    main()
