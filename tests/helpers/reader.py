"""A logdir that a test writes to and looks at by hand, one look at a time."""

from __future__ import annotations

from pathlib import Path

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Snapshot, Store
from tests.helpers.event_writer import EventFile


class Reader:
    """A logdir, looked at by hand."""

    def __init__(self, root: Path) -> None:
        self.store = Store()
        self.ingester = Ingester([Source(str(root))], self.store)

    def read(self) -> Snapshot:
        self.ingester.run_once()
        return self.store.snapshot()

    def values(self, run: str = "run") -> list[float]:
        series = self.read().scalars(run, "loss")
        return [] if series is None else series.values.tolist()


def write(path: Path, values: list[float]) -> EventFile:
    """One file with these values, in place of the one that is there."""
    path.unlink(missing_ok=True)
    file = EventFile(path)
    file.scalars("loss", values)
    return file
