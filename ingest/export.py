"""All scalars of a logdir as one table: ``tensorbored export``.

Runs are read one after another and written series by series, so memory holds one run. Numbers are written so
that reading them back gives the same bits. The file takes its name when it is finished, and not before.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ingest.library import Library
from ingest.logdir import Source, discover
from ingest.natural import natural_key
from ingest.run_loader import RunLoader
from ingest.store import RunData, ScalarSeries
from ingest.tables import WRITERS, MissingPackage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.logdir import Found

ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet"}


@dataclass(frozen=True)
class Selection:
    """What to write. ``steps``: the first and the last one, None where there is no limit.

    ``raw``: the points as they stand in the files, also those that a restart made void.
    """

    runs: Callable[[str], object] = bool
    tags: Callable[[str], object] = bool
    steps: tuple[int | None, int | None] = (None, None)
    raw: bool = False
    purges: bool = True


class ExportError(Exception):
    """Nothing was written; the message is a sentence for people."""


def run(sources: Sequence[Source], out: str, kind: str = "", selection: Selection | None = None) -> int:
    """Write a table and say on stderr what is in it; returns the exit code."""
    try:
        said = export(sources, out, kind or kind_of(out), selection or Selection())
    except BrokenPipeError:
        raise
    except (ExportError, MissingPackage) as error:
        said = f"Error: {error}"
    except OSError as error:
        said = f"Error: {_name(out)}: {error.strerror or error}"
    sys.stderr.write(f"{said}\n")
    return int(said.startswith("Error: "))


def export(sources: Sequence[Source], out: str, kind: str, selection: Selection) -> str:
    """Write a table; returns a sentence on what is in it."""
    write_table = WRITERS[kind]()
    found = discover(sources)
    _check(found)
    counts = [0, 0]
    with _destination(out) as stream, write_table(stream) as write:
        for series in _series(found, selection):
            write(series)
            counts = [counts[0] + 1, counts[1] + len(series)]
    return f"Wrote {counts[1]:,} points of {counts[0]:,} series to {_name(out)}"


def _name(out: str) -> str:
    """A destination as people know it: what is written beside it has a name of its own."""
    return "stdout" if out == "-" else out


def kind_of(out: str) -> str:
    """The format that a file's name asks for."""
    ending = os.path.splitext(out)[1].lower()
    if out != "-" and ending not in ENDINGS:
        raise ExportError(f"{out!r} does not say which format to write: add --format csv, jsonl or parquet.")
    return ENDINGS.get(ending, "csv")


def _check(found: Found) -> None:
    """A table of nothing is no answer to a mistyped directory."""
    for source in found.sources:
        if source.problem:
            why = {"missing": "there is no such directory."}.get(source.problem, f"{source.problem}.")
            raise ExportError(f"{source.path}: {source.reason or why}")


def _series(found: Found, selection: Selection) -> Iterator[ScalarSeries]:
    """The chosen series: runs and tags in natural order, points as the charts show them."""
    library = Library()
    for name in sorted(filter(selection.runs, found.runs), key=natural_key):
        loader = RunLoader(name, library, purges=selection.purges)
        loader.synchronize(found.runs[name])
        loader.load(lambda: False)
        run = loader.data()
        if run is not None:
            _warn(run)
            yield from _of_run(run, selection)


def _of_run(run: RunData, selection: Selection) -> Iterator[ScalarSeries]:
    for tag in filter(selection.tags, run.scalar_tags):
        series = run.scalars(tag, raw=selection.raw)
        cut = None if series is None else _between(series, *selection.steps)
        if cut is not None and len(cut):
            yield cut


def _between(series: ScalarSeries, first: int | None, last: int | None) -> ScalarSeries:
    if first is None and last is None:
        return series
    kept = np.ones(len(series), np.bool_)
    if first is not None:
        kept &= series.steps >= first
    if last is not None:
        kept &= series.steps <= last
    columns = series.steps[kept], series.wall_times[kept], series.values[kept]
    return ScalarSeries(series.run, series.tag, *columns)


def _warn(run: RunData) -> None:
    for file in run.files:
        if file.reason:
            sys.stderr.write(f"Warning: {file.path}: {file.reason}\n")


@contextmanager
def _destination(out: str) -> Iterator[BinaryIO]:
    """Where the bytes go; a file of that name stays as it is until all of them are there."""
    if out == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = os.path.realpath(out)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:  # a pipe or a device; a directory is an error
            yield stream
        return
    directory, name = os.path.split(path)
    beside = os.path.join(directory, f".{name}.{os.getpid()}.part")
    try:
        with open(beside, "xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if os.path.exists(path):
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
