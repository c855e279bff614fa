"""What has to hold for a long time: damage beside good runs, files that come and go, kills, days of cycles.

Each command prints one line and fails where a promise is broken. The numbers R3 to R12 are those of the
project's reliability notes.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np

from bench.ingest import ROOT, ours
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tensorbored.plugins.core import profile_writer
from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.opened import NAME, Opened, again, facts, fresh, loop
from tests.helpers.program import get, running
from tests.ingest.test_bad_events import CASES as BAD_EVENTS
from tests.ingest.test_bad_files import CASES as BAD_FILES
from tests.ingest.test_bad_files import image_of

GOOD, GROWS_EVERY, LOOKS_EVERY = 20, 0.5, 0.25
"""Good runs, seconds between their points, and between two looks at them."""


def damaged(scratch: Path, seconds: float) -> str:
    """R3: good runs are seen as soon beside every damaged file as they are without any."""
    logdirs = scratch / "clean", scratch / "damaged"
    for name, file in BAD_FILES.items():
        logdirs[1].mkdir(exist_ok=True)
        file.write(logdirs[1] / name / NAME)
    for name, events in BAD_EVENTS.items():
        EventFile(logdirs[1] / name / NAME).append(b"".join(map(frame, events.events)))
    good = [EventFile(logdir / f"good{i}" / NAME) for logdir in logdirs for i in range(GOOD)]
    watchers = [_child("watch", str(logdir), str(seconds)) for logdir in logdirs]
    step, end = 0, time.time() + seconds
    while time.time() < end:
        for file in good:
            file.scalar("loss", step, step, time.time())
        step += 1
        time.sleep(GROWS_EVERY)
    clean, beside = (json.loads(watcher.communicate()[0]) for watcher in watchers)
    assert clean["steps"] == beside["steps"] == [step] * GOOD, "a run is frozen"
    dead = sum(case.state == "dead" for case in BAD_FILES.values())
    assert beside["dead"] == dead, f"{beside['dead']} of {dead} dead files have a reason"
    return (
        f"{len(BAD_FILES) + len(BAD_EVENTS)} damaged runs beside {GOOD} good ones of {step} points, "
        f"seen after {_delay(beside)}, without damage after {_delay(clean)}: "
        f"{beside['mean'] / clean['mean']:.2f}x; none frozen, {dead} dead files told with a reason"
    )


def _delay(seen: dict[str, float]) -> str:
    return f"{seen['mean']:.3f} s (median {seen['median']:.3f}, at most {seen['most']:.2f})"


def watch(logdir: str, seconds: str) -> None:
    """Look at the good runs until their writer has ended; print how soon a point is seen."""
    store, seen, delays = Store(), dict[str, int](), list[float]()
    ingester, end = Ingester([Source(logdir)], store), time.time() + float(seconds) + 4 * GROWS_EVERY
    while time.time() < end:
        ingester.run_once()
        now, runs = time.time(), store.snapshot().runs
        for name in [name for name in runs if name.startswith("good")]:
            series = runs[name].scalars("loss")
            if series is not None:
                delays += (now - series.wall_times[seen.get(name, 0) :]).tolist()
                seen[name] = len(series)
        time.sleep(LOOKS_EVERY)
    files = [file for run in store.snapshot().runs.values() for file in run.files]
    dead = sum(file.state == "dead" and file.reason is not None for file in files)
    figures = {"mean": float(np.mean(delays)), "median": float(np.median(delays)), "most": max(delays)}
    print(json.dumps({"steps": list(seen.values()), "dead": dead, **figures}))


def moved(scratch: Path, seconds: float) -> str:
    """R7: files that are cut off, moved and removed while they are read leave what a fresh look sees."""
    chance, run, errors = random.Random(0), scratch / "run", _errors()
    run.mkdir()
    for i in range(138):
        path = run / f"events.out.tfevents.{i:03d}"
        path.touch() if i % 23 == 0 else loop(path, 10, 10 * i)
    opened, stop, looks = Opened(scratch), threading.Event(), 0

    def read() -> None:
        nonlocal looks
        while not stop.is_set():
            opened.read()
            looks += 1
            stop.wait(0.02)

    reader = threading.Thread(target=read)
    reader.start()
    acts, end = 0, time.time() + seconds
    while time.time() < end:
        _act(chance, run, acts)
        acts += 1
        time.sleep(0.05)
    stop.set()
    reader.join()
    followed, seen = facts(opened.read()), fresh(scratch)
    differing = [key for key in seen["run"] if followed["run"][key] != seen["run"][key]]
    assert not differing, f"what was followed differs from what a fresh look sees in {differing}"
    assert not errors, f"{len(errors)} errors, the first: {errors[0]}"
    left = len(list(run.iterdir()))
    return (
        f"{acts:,} acts on a run of 138 files, {looks:,} looks, {left} files at the end: no error, all equal"
    )


def _act(chance: random.Random, run: Path, number: int) -> None:
    """Something that happens to a file of a run that has about 138."""
    paths = sorted(run.iterdir())
    path, what = chance.choice(paths), chance.randrange(8)
    if what == 0 and len(paths) > 120:
        path.unlink()
    elif what == 1:
        path.rename(run / f"events.out.tfevents.{number % 160:03d}")
    elif what == 2:
        os.truncate(path, chance.randrange(path.stat().st_size + 1))
    elif what == 3:
        path.unlink()
        loop(path, chance.randrange(1, 20), number)
    elif what == 4 and len(paths) < 150:
        loop(run / f"events.out.tfevents.{chance.randrange(200):03d}", 5, number)
    else:
        loop(path, 3, number)


def killed(scratch: Path, times: int) -> str:
    """R10: a reader that is killed at any moment leaves a cache that gives what is in the files."""
    chance, logdir, cache, halves = random.Random(0), scratch / "logs", scratch / "cache", 0
    for kill in range(times):
        with _child("look", str(logdir), str(cache)) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            end = time.time() + chance.uniform(0, 0.5)
            while time.time() < end:
                loop(logdir / f"{chance.randrange(20)}" / NAME, chance.randrange(1, 10), kill)
                time.sleep(chance.uniform(0, 0.02))
            reader.kill()
        halves += len(list(cache.rglob("*.draft")))
        assert again(logdir, cache) == fresh(logdir), f"kill {kill}: what was kept differs from the files"
        for draft in cache.rglob("*.draft"):
            draft.unlink()
    points = (
        sum(len(series[0][0]) for run in fresh(logdir).values() for series in run["series"].values()) // 8
    )
    return (
        f"{times} kills, {halves} of them while a pack was written; {points:,} points: none lost, none twice"
    )


def look(logdir: str, cache: str) -> None:
    """Read a logdir and keep it, again and again, until killed."""
    opened = Opened(Path(logdir), Path(cache))
    print("opened", flush=True)
    while True:
        opened.read()


def saved(scratch: Path, times: int) -> str:
    """104: a script that is killed while it writes a profile leaves the old one or the new one."""
    chance, found = random.Random(0), Counter[int]()
    profile_writer.set_default_profile(scratch)
    for _ in range(times):
        with _child("save", str(scratch)) as script:
            assert script.stdout is not None
            script.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            script.kill()
        profile = profile_writer.read_profile(scratch)
        assert profile is not None
        found[len(profile.pinned_cards)] += 1
    assert found.keys() <= {0, 300}, found
    halves = len(list((scratch / ".tensorboard").iterdir())) - 1
    return f"{times} kills, {halves} of them while a file was written: the file was whole each time"


def save(logdir: str) -> None:
    """Write a short profile and a long one in turns, until killed."""
    cards = [{"plugin": "scalars", "tag": f"tag{i}"} for i in range(300)]
    print("began", flush=True)
    while True:
        profile_writer.set_default_profile(logdir, pinned_cards=cards)
        profile_writer.set_default_profile(logdir)


def resumed(scratch: Path, gigabytes: int) -> str:
    """R10: a logdir that was read once is there again in two seconds, whatever its size."""
    logdir = scratch / "logs"
    for run in range(gigabytes):
        _large(logdir / f"run{run}" / NAME)
    time.sleep(4)  # until the time stamps tell by themselves that nothing changed
    flags = "--cache", "true", "--cache_dir", str(scratch / "cache")
    first, second = ours(logdir, *flags), ours(logdir, *flags)
    assert second.seconds <= 2, f"{second.seconds:.2f} s"
    size = sum(path.stat().st_size for path in logdir.glob("*/*")) / 1e9
    return f"{size:.1f} GB (most of it holes) read in {first.seconds:.2f} s, again in {second.seconds:.3f} s"


def _large(path: Path) -> None:
    """A gigabyte: scalars, and images that are holes in the file."""
    file = EventFile(path)
    file.append(b"".join(frame(scalar_event("loss", step, step, START + step)) for step in range(100_000)))
    with path.open("r+b") as out:
        out.seek(0, os.SEEK_END)
        for step in range(200):
            head, rest = image_of(5_000_000, step)
            out.write(head)
            out.truncate(out.seek(rest, os.SEEK_CUR))


def growing(scratch: Path, seconds: float) -> str:
    """R12: after many cycles of files that grow, are rotated, cut off and replaced the program takes no more
    files, threads and memory than after some, and every point is there once.
    """
    chance, logdir = random.Random(0), scratch / "logs"
    for i in range(200):
        EventFile(logdir / f"run{i}" / NAME).scalars("loss", [1.0] * 100)
    flags = "--logdir", str(logdir), "--reload_interval", "0.05", "--cache_dir", str(scratch / "cache")
    with running(*flags, data_dir=str(scratch / "data")) as program:
        taken, began, number = [], time.time(), 0
        while (passed := time.time() - began) < seconds:
            _live(chance, logdir / f"run{number % 200}", number)
            pages = [get(program.url + address) for address in ("timeseries/", "data/runs", "status/")]
            assert all(status == 200 for status, _ in pages)
            if passed >= len(taken) * seconds / 11:
                taken.append(_taken(program.process.pid))
            number += 1
            time.sleep(0.1)
        points = _all_served(program.url, logdir)
    warm, last = taken[5], taken[-1]
    text = f"{number:,} acts in {seconds:.0f} s: {_grew(warm, last)} in the second half; {points:,} points, "
    assert last[0] <= warm[0] + 2, text
    assert last[1] <= warm[1] + 2, text
    return text + "none lost, none twice"


def _live(chance: random.Random, run: Path, number: int) -> None:
    """What happens to a run: mostly it grows by a point."""
    path, what = max(run.iterdir()), chance.randrange(20)
    if what == 0:
        path = run / f"{NAME}.{number:08}"
    elif what == 1:
        os.truncate(path, chance.randrange(path.stat().st_size + 1))
    elif what == 2:
        EventFile(run.parent / "other").scalars("loss", [float(number)] * chance.randrange(200))
        (run.parent / "other").replace(path)
    EventFile(path, version=not path.exists()).scalar("loss", number, 100 + number)


def _all_served(url: str, logdir: Path) -> int:
    """Wait until the program serves what a fresh look sees, and count it."""
    runs = Opened(logdir).store.snapshot().runs
    expected = {name: series.values.tolist() for name in runs if (series := runs[name].scalars("loss"))}
    end = time.time() + 30
    while (served := {name: _served(url, name) for name in expected}) != expected:
        assert time.time() < end, [name for name in expected if served[name] != expected[name]]
    return sum(map(len, served.values()))


def _served(url: str, run: str) -> list[float]:
    status, text = get(f"{url}data/plugin/scalars/scalars?run={run}&tag=loss")
    return [value for _, _, value in json.loads(text)] if status == 200 else []


def _taken(pid: int) -> tuple[int, int, int]:
    """Open files, threads, and bytes of memory of a process."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]), int(status["VmRSS"].split()[0]) * 1024


def _grew(before: tuple[int, int, int], after: tuple[int, int, int]) -> str:
    files, threads = after[0] - before[0], after[1] - before[1]
    memory = f"{before[2] / 1e6:.1f} to {after[2] / 1e6:.1f} MB ({after[2] / before[2] - 1:+.1%})"
    return f"{files:+d} files open, {threads:+d} threads, {memory}"


def _child(*words: str) -> subprocess.Popen[str]:
    """One of our own functions in a process of its own."""
    command = [sys.executable, "-m", "bench.endurance", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _errors() -> list[str]:
    """What is logged as an error from now on."""
    errors: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(self.format(record))

    logging.getLogger().addHandler(Handler(logging.ERROR))
    return errors


COMMANDS = {
    "damaged": (damaged, 600.0),
    "moved": (moved, 300.0),
    "killed": (killed, 200),
    "saved": (saved, 200),
    "resumed": (resumed, 10),
    "growing": (growing, 600.0),
}
"""Each with its seconds, times or gigabytes."""

CHILDREN = {"watch": watch, "look": look, "save": save}


def main() -> None:
    """Hold out."""
    if sys.argv[1:2] and sys.argv[1] in CHILDREN:
        CHILDREN[sys.argv[1]](*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=COMMANDS)
    parser.add_argument("amount", type=float, nargs="?", help="seconds, times or gigabytes")
    args = parser.parse_args()
    command, amount = COMMANDS[args.what]
    with tempfile.TemporaryDirectory() as scratch:
        print(command(Path(scratch), type(amount)(args.amount or amount)))


if __name__ == "__main__":
    main()
