"""Histograms of all steps as text, a step at a time: what is in the files, whatever a picture makes of it.

Steps that cannot be read are left out. Numbers are written so that the same bits come back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.rows import csv_line, json_floats
from ingest import samples
from ingest.kinds import Histogram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from ingest.store import Samples

    Buckets = NDArray[np.float64]
    Rows = Callable[[Buckets], NDArray[np.float64]]


def csv_table(chosen: Sequence[Samples], is_card: bool, titles: Sequence[str], rows: Rows) -> Iterator[str]:
    """Lines of wall time, step and the numbers of each of a step's ``rows`` (float64[n, columns]).

    Of several tags and runs these come first.
    """
    yield csv_line((*(() if is_card else ("Run", "Tag")), "Wall time", "Step", *titles))
    for found in chosen:
        lead = () if is_card else (found.run, found.tag)
        for time, step, buckets in steps_of(found):
            start = csv_line((*lead, repr(time), str(step), ""))[:-2]
            yield "".join(f"{start}{','.join(map(repr, row))}\r\n" for row in rows(buckets).tolist())


def json_table(
    chosen: Sequence[Samples], is_card: bool, value: Callable[[Buckets], list[Any]]
) -> Iterator[str]:
    """TensorBoard's list `[[wall time, step, value], …]`; of several, `{tag: {run: list}}`."""
    if is_card:
        yield from _json_steps(chosen[0], value)
        return
    before, tag = "{", None
    for found in chosen:
        if found.tag == tag:
            yield f",{json.dumps(found.run)}:"
        else:
            yield f"{before}{json.dumps(found.tag)}:{{{json.dumps(found.run)}:"
            before, tag = "},", found.tag
        yield from _json_steps(found, value)
    yield "{}" if tag is None else "}}"


def _json_steps(found: Samples, value: Callable[[Buckets], list[Any]]) -> Iterator[str]:
    before = "["
    for time, step, buckets in steps_of(found):
        (named,) = json_floats(np.array([time]))
        yield before + json.dumps([named, step, value(buckets)], separators=(",", ":"))
        before = ","
    yield "[]" if before == "[" else "]"


def steps_of(found: Samples) -> Iterator[tuple[float, int, Buckets]]:
    """Wall time, step and buckets of every sample that can be read, as they stand in the files."""
    for place, read in samples.read_each(found, range(len(found))):
        if isinstance(read, Histogram):
            yield float(found.wall_times[place]), int(found.steps[place]), read.buckets


def json_rows(numbers: NDArray[np.float64]) -> list[list[Any]]:
    """Rows of numbers for JSON."""
    flat = json_floats(numbers.reshape(-1))
    width = numbers.shape[1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]
