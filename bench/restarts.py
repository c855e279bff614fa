"""A writer that is killed and started again, over and over, while we read: nothing lost, nothing twice.

`python -m bench.restarts --seconds 120` prints what was written and seen. Each start goes on a few steps
before the last one on disk, in a new file, as a job does that resumes from a checkpoint.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.records import scan
from ingest.store import RunData, Store
from tests.helpers.event_writer import frame, scalar_event, version_event

TAGS = ("train/loss", "train/accuracy", "lr")


def write(directory: Path, number: int, first: int) -> None:
    """Write steps until killed, in pieces that end anywhere."""
    rng = random.Random(number)
    with (directory / f"events.out.tfevents.{number:06d}.host").open("wb", buffering=0) as out:
        out.write(frame(version_event(time.time())))
        for step in range(first, 10**9):
            for tag in TAGS:
                record = frame(scalar_event(tag, step / 7, step, time.time()))
                cut = rng.randrange(len(record))
                out.write(record[:cut])
                out.write(record[cut:])
            time.sleep(0.0002)


def on_disk(directory: Path) -> int:
    """Whole scalar records in all files."""
    contents = (np.fromfile(path, np.uint8) for path in sorted(directory.iterdir()))
    return sum(max(len(scan(content).starts) - 1, 0) for content in contents)


def check(run: RunData | None, seen: dict[str, int]) -> None:
    """Steps go up by one, values are those of their steps, and raw points only become more."""
    for tag in TAGS if run else ():
        series, raw = run.scalars(tag), run.scalars(tag, raw=True)
        if series is None or raw is None:
            continue
        assert np.array_equal(series.steps, np.arange(len(series))), f"{tag}: steps are lost or doubled"
        assert np.array_equal(series.values, (series.steps / 7).astype(np.float32)), f"{tag}: wrong values"
        assert len(raw) >= seen.get(tag, 0), f"{tag}: points went away"
        seen[tag] = len(raw)


def main() -> None:
    """Kill and restart for so many seconds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--write", nargs=3, metavar=("DIRECTORY", "NUMBER", "STEP"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write(Path(args.write[0]), int(args.write[1]), int(args.write[2]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        watch(Path(scratch), args.seconds)


def watch(directory: Path, seconds: float) -> None:
    """Read while a writer is killed and started again."""
    rng, store, seen = random.Random(0), Store(), dict[str, int]()
    ingester = Ingester([Source(str(directory))], store)
    end, starts, cycles, first = time.time() + seconds, 0, 0, 0
    while time.time() < end:
        command = [sys.executable, "-m", "bench.restarts", "--write", str(directory), str(starts), str(first)]
        writer = subprocess.Popen(command)
        killed = time.time() + rng.uniform(0.4, 1.6)
        while time.time() < killed:
            ingester.run_once()
            cycles += 1
            check(store.snapshot().runs.get("."), seen)
            time.sleep(0.01)
        writer.kill()
        writer.wait()
        starts += 1
        ingester.run_once()
        run = store.snapshot().runs.get(".")
        check(run, seen)
        written = on_disk(directory)
        assert sum(seen.values()) == written, f"{written} points on disk, {sum(seen.values())} seen"
        first = max((run.last_step or 0) - rng.randrange(20), 0) if run else 0
    print(f"{starts} starts, {cycles} cycles, {sum(seen.values()):,} points on disk: all seen, none twice")


if __name__ == "__main__":
    main()
