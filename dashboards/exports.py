"""Whole tables as streams of bytes: the points of one run, of the runs of a card, of all cards of a page.

One series is in memory at a time. CSV is for spreadsheets and pandas, so names that are not UTF-8 lose those
bytes; JSON keeps them as escapes. Knows no requests; file names are made here too, fit for any disk.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from dashboards.rows import COLUMNS, csv_line, csv_lines, json_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.store import ScalarSeries, Snapshot

BUFFER = 1 << 16
LONGEST_NAME = 150
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\ud800-\udfff]')


def run_csv(series: ScalarSeries) -> Iterator[bytes]:
    """One run: TensorBoard's three columns."""
    return joined(_table(COLUMNS, [((), series)]))


def run_json(series: ScalarSeries) -> Iterator[bytes]:
    """One run: TensorBoard's list of points."""
    return joined(json_points(series))


def card_csv(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Iterator[bytes]:
    """The runs of a card, named in the first column."""
    found = _found(snapshot, tag, runs)
    return joined(_table(("Run", *COLUMNS), (((series.run,), series) for series in found)))


def card_json(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Iterator[bytes]:
    """`{run: [point, …]}`"""
    return joined(_runs(snapshot, tag, runs))


def page_csv(snapshot: Snapshot, cards: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
    """Every card: run and tag in the first columns."""
    found = (series for tag, runs in cards for series in _found(snapshot, tag, runs))
    rows = (((series.run, series.tag), series) for series in found)
    return joined(_table(("Run", "Tag", *COLUMNS), rows))


def page_json(snapshot: Snapshot, cards: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
    """`{tag: {run: [point, …]}}`"""
    return joined(_object((tag, partial(_runs, snapshot, tag, runs)) for tag, runs in cards))


def file_name(stem: str, ending: str) -> str:
    """A name that every file system takes."""
    fit = _UNFIT.sub("_", stem).strip(". ")[:LONGEST_NAME]
    return f"{fit or 'points'}.{ending}"


def _found(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Iterator[ScalarSeries]:
    for run in runs:
        series = snapshot.scalars(run, tag)
        if series is not None:
            yield series


def _table(titles: Sequence[str], rows: Iterable[tuple[Sequence[str], ScalarSeries]]) -> Iterator[str]:
    yield csv_line(titles)
    for lead, series in rows:
        yield from csv_lines(series, lead)


def _runs(snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Iterator[str]:
    return _object((series.run, partial(json_points, series)) for series in _found(snapshot, tag, runs))


def _object(members: Iterable[tuple[str, Callable[[], Iterable[str]]]]) -> Iterator[str]:
    """A JSON object of named values; each is made when its turn comes."""
    before = "{"
    for name, value in members:
        yield f"{before}{json.dumps(name)}:"
        yield from value()
        before = ","
    yield "{}" if before == "{" else "}"


def joined(pieces: Iterable[str]) -> Iterator[bytes]:
    """Small pieces put together: thousands of short series are not sent line by line."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= BUFFER:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "replace")
