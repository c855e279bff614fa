"""A table of scalars as bytes: CSV, JSON lines, Parquet. Knows nothing of where the points come from.

The columns are run, tag, step, wall_time and value. A float is written as the shortest text that gives the
same bits again in its own type; Parquet has float64 throughout, which holds every float32.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from ingest.columns import Values
    from ingest.store import ScalarSeries

Write = Callable[["ScalarSeries"], None]
Table = Callable[[BinaryIO], AbstractContextManager[Write]]

COLUMNS = ("run", "tag", "step", "wall_time", "value")
_ROWS = 1 << 16
"""Rows turned into text at a time."""

_GROUP = 1 << 18
"""Rows of a Parquet row group: small series are put together, for readers go by groups."""

_CSV_END = "\r\n"
"""What ends a line: Python's writer quotes fields for the characters of its own line ends only."""

_JSON = {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}


class MissingPackage(Exception):
    """The message says which, in a sentence."""


def _csv() -> Table:
    @contextmanager
    def table(stream: BinaryIO) -> Iterator[Write]:
        stream.write((",".join(COLUMNS) + "\n").encode())

        def write(series: ScalarSeries) -> None:
            start = _csv_fields(series.run, series.tag)
            for steps, wall_times, values in _rows(series):
                lines = zip(repeat(start), steps, wall_times, values, strict=False)
                stream.write(("\n".join(map(",".join, lines)) + "\n").encode())

        yield write

    return table


def _csv_fields(*texts: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=_CSV_END).writerow(texts)
    return out.getvalue().removesuffix(_CSV_END)


def _number(text: str) -> str:
    """JSON has no words for what is not finite; these are TensorBoard's."""
    return _JSON.get(text, text)


def _jsonl() -> Table:
    @contextmanager
    def table(stream: BinaryIO) -> Iterator[Write]:
        def write(series: ScalarSeries) -> None:
            start = f'{{"run": {json.dumps(series.run)}, "tag": {json.dumps(series.tag)}, "step": '
            for steps, wall_times, values in _rows(series):
                lines = (
                    f'{start}{step}, "wall_time": {_number(time)}, "value": {_number(value)}}}\n'
                    for step, time, value in zip(steps, wall_times, values, strict=True)
                )
                stream.write("".join(lines).encode())

        yield write

    return table


def _rows(series: ScalarSeries) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Stretches of the three columns as texts."""
    for at in range(0, len(series), _ROWS):
        part = slice(at, at + _ROWS)
        steps = list(map(str, series.steps[part].tolist()))
        yield steps, _texts(series.wall_times[part]), _texts(series.values[part])


def _texts(numbers: Values) -> list[str]:
    """The shortest texts that give the same numbers again in their own type."""
    if numbers.dtype == np.float64:
        return list(map(repr, numbers.tolist()))
    return list(map(str, numbers))


def _parquet() -> Table:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingPackage("Parquet takes one more package: pip install tensorbored[parquet]") from None
    text, number = pyarrow.string(), pyarrow.float64()
    types = (text, text, pyarrow.int64(), number, number)
    schema = pyarrow.schema(list(zip(COLUMNS, types, strict=True)))

    @contextmanager
    def table(stream: BinaryIO) -> Iterator[Write]:
        with parquet.ParquetWriter(stream, schema) as writer:
            group: list[ScalarSeries] = []
            rows = 0

            def flush() -> None:
                nonlocal rows
                if group:
                    writer.write_table(_arrow_table(pyarrow, schema, group), row_group_size=_GROUP)
                    group.clear()
                    rows = 0

            def write(series: ScalarSeries) -> None:
                nonlocal rows
                group.append(series)
                rows += len(series)
                if rows >= _GROUP:
                    flush()

            yield write
            flush()

    return table


def _arrow_table(pyarrow: Any, schema: Any, group: list[ScalarSeries]) -> Any:
    owners = np.repeat(np.arange(len(group), dtype=np.int32), [len(series) for series in group])

    def names(texts: list[str]) -> Any:
        return pyarrow.DictionaryArray.from_arrays(owners, texts).cast(pyarrow.string())

    columns = [
        names([series.run for series in group]),
        names([series.tag for series in group]),
        np.concatenate([series.steps for series in group]),
        np.concatenate([series.wall_times for series in group]),
        np.concatenate([series.values.astype(np.float64) for series in group]),
    ]
    return pyarrow.Table.from_arrays([pyarrow.array(column) for column in columns], schema=schema)


WRITERS: dict[str, Callable[[], Table]] = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}
"""By format: what makes the table, or says which package that takes."""
