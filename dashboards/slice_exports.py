"""Histograms of all steps as text, a step at a time: what is in the files, whatever a picture makes of it.

A step that cannot be read says why. Numbers are written so that the same bits come back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.rows import csv_line, json_floats
from ingest import samples
from ingest.kinds import Histogram, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from ingest.store import Samples

    Buckets = NDArray[np.float64]
    Rows = Callable[[Buckets], NDArray[np.float64]]
    Value = Callable[[Buckets], list[Any]]


PROBLEM = "Problem"
"""The last column: why a step has no numbers."""


def csv_table(chosen: Sequence[Samples], is_card: bool, titles: Sequence[str], rows: Rows) -> Iterator[str]:
    """Lines of wall time, step and the numbers of each of a step's ``rows`` (float64[n, columns]).

    Of several tags and runs these come first. A step without numbers is one line that says why.
    """
    yield csv_line((*(() if is_card else ("Run", "Tag")), "Wall time", "Step", *titles, PROBLEM))
    for found in chosen:
        lead = () if is_card else (found.run, found.tag)
        for time, step, read in all_steps(found):
            named = (*lead, repr(time), str(step))
            if isinstance(read, str) or not len(read):
                why = read if isinstance(read, str) else "no buckets"
                yield csv_line((*named, *("" for _ in titles), why))
                continue
            start = csv_line((*named, ""))[:-2]
            yield "".join(f"{start}{','.join(map(repr, row))},\r\n" for row in rows(read).tolist())


def json_table(chosen: Sequence[Samples], is_card: bool, value: Value) -> Iterator[str]:
    """TensorBoard's list `[[wall time, step, value], …]`; of several, `{tag: {run: list}}`.

    A step that cannot be read is `[wall time, step, [], why]`.
    """
    if is_card:
        yield from json_list(_told(chosen[0], value))
        return
    before, tag = "{", None
    for found in chosen:
        if found.tag == tag:
            yield f",{json.dumps(found.run)}:"
        else:
            yield f"{before}{json.dumps(found.tag)}:{{{json.dumps(found.run)}:"
            before, tag = "},", found.tag
        yield from json_list(_told(found, value))
    yield "{}" if tag is None else "}}"


def json_list(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A list in pieces, while its rows are being made; the first of a row is a time."""
    before = "["
    for time, *others in rows:
        yield before + json.dumps([*json_floats(np.array([time])), *others], separators=(",", ":"))
        before = ","
    yield "[]" if before == "[" else "]"


def _told(found: Samples, value: Value) -> Iterator[Sequence[Any]]:
    for time, step, read in all_steps(found):
        yield (time, step, [], read) if isinstance(read, str) else (time, step, value(read))


def all_steps(found: Samples) -> Iterator[tuple[float, int, Buckets | str]]:
    """Wall time, step and buckets of every sample as it stands in the files, or why it cannot be read."""
    for place, read in samples.read_each(found, range(len(found))):
        buckets = read.buckets if isinstance(read, Histogram) else None
        why = str(read) if isinstance(read, Unreadable) else "this is no histogram"
        yield float(found.wall_times[place]), int(found.steps[place]), why if buckets is None else buckets


def steps_of(found: Samples) -> Iterator[tuple[float, int, Buckets]]:
    """Those that can be read, which is all that TensorBoard's clients are told."""
    for time, step, read in all_steps(found):
        if not isinstance(read, str):
            yield time, step, read


def json_rows(numbers: NDArray[np.float64]) -> list[list[Any]]:
    """Rows of numbers for JSON."""
    flat = json_floats(numbers.reshape(-1))
    width = numbers.shape[1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]
