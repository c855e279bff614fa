"""A logdir that is opened with the cache on disk or without, and all that can be seen of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ingest.cache import Cache
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.shelf import SUFFIX
from ingest.store import FileState, RunData, Snapshot, Store
from tests.helpers.event_writer import EventFile

NAME = "events.out.tfevents.1.host"
LONG_AGO = 1_600_000_000


class Opened:
    """A logdir that was opened, with a cache or without."""

    def __init__(self, logdir: Path, cache: Path | None = None, **options: Any) -> None:
        self.store = Store()
        self.cache = Cache(cache, **{"every": 0.0, **options}) if cache else None
        self.ingester = Ingester([Source(str(logdir))], self.store, cache=self.cache)
        self.read()

    def read(self) -> Snapshot:
        """One more look at it, everything written down afterwards."""
        self.ingester.run_once()
        self.ingester.close()
        return self.store.snapshot()


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """All that can be seen of a snapshot."""
    return {name: facts_of(run) for name, run in snapshot.runs.items()}


def facts_of(run: RunData) -> dict[str, Any]:
    """All that can be seen of a run."""
    infos = {run.names.text(number): info for number, info in run.infos.items()}
    blocks = [block for part in run.parts for block in part.index_blocks]
    tags = {run.names.text(number) for block in blocks for number in block.tag_ids}
    sampled = [tag for tag in tags if run.samples(tag, raw=True)]
    return {
        "start": run.start_time,
        "files": [_state(file) for file in run.files],
        "series": {tag: [_series(run, tag, raw) for raw in (True, False)] for tag in run.scalar_tags},
        "samples": {tag: [_samples(run, tag, raw) for raw in (True, False)] for tag in sampled},
        "infos": infos,
    }


def _series(run: RunData, tag: str, raw: bool) -> tuple[object, ...]:
    found = run.scalars(tag, raw=raw)
    assert found is not None
    columns = found.steps, found.wall_times, found.values.astype("f8")
    return *(column.tobytes() for column in columns), found.orphaned, found.restarts, found.values.dtype


def _samples(run: RunData, tag: str, raw: bool) -> tuple[object, ...]:
    found = run.samples(tag, raw=raw)
    assert found is not None
    columns = (column.tobytes() for column in (*found.entries.columns(), found.files))
    return found.info, found.paths, found.orphaned, *columns


def _state(file: FileState) -> FileState:
    """Of several reasons to skip records the first is told, and what is first depends on how much is read
    at a time.
    """
    return file if file.state == "dead" else file._replace(reason=file.reason and "something")


def fresh(logdir: Path) -> dict[str, Any]:
    """What reading everything gives."""
    return facts(Opened(logdir).store.snapshot())


def again(logdir: Path, cache: Path, **options: Any) -> dict[str, Any]:
    """What opening with the cache gives."""
    return facts(Opened(logdir, cache, **options).store.snapshot())


def age(logdir: Path) -> None:
    """Let all event files look as if nothing had happened to them for years."""
    for path in logdir.rglob("*tfevents*"):
        os.utime(path, (LONG_AGO, LONG_AGO))


def packs(cache: Path) -> list[Path]:
    return sorted(cache.rglob(f"*{SUFFIX}"))


def loop(path: Path, steps: int = 60, first: int = 0) -> EventFile:
    """A training loop of three tags."""
    file = EventFile(path, version=not path.exists())
    for step in range(first, first + steps):
        for tag in ("loss", "accuracy", "rate"):
            file.scalar(tag, step / 7, step)
    return file
