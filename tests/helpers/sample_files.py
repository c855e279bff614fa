"""Event files with samples that are no scalars, as torch and TensorFlow write them, read by our ingester."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tests.helpers.event_writer import START, EventFile, event, field, frame, tensor_event, varint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ingest.store import Samples

NAME = "events.out.tfevents.1.host"


def read(logdir: Path) -> Store:
    """What our ingester finds there."""
    store = Store()
    Ingester([Source(str(logdir))], store).run_once()
    return store


def samples_of(logdir: Path, run: str, tag: str) -> Samples:
    """The samples of a tag."""
    found = read(logdir).snapshot().samples(run, tag)
    assert found is not None
    return found


def histogram_file(
    path: Path, tag: str, histograms: Iterable[tuple[int, NDArray[np.float64]]], *, first: float = START
) -> None:
    """Histograms as TF 2 writes them: (step, float64[k, 3]), a second a step."""
    file = EventFile(path / NAME, version=not (path / NAME).exists())
    records = (frame(histogram_event(tag, rows, step, first + step)) for step, rows in histograms)
    file.append(b"".join(records))


def histogram_event(tag: str, rows: NDArray[np.float64], step: int, wall_time: float) -> bytes:
    """One histogram as TF 2 writes it."""
    return tensor_event(tag, float64_tensor(rows), step, wall_time, "histograms")


def float64_tensor(values: NDArray[np.float64]) -> bytes:
    """A TensorProto of any shape."""
    shape = b"".join(field(2, b"\x08" + varint(side)) for side in values.shape)
    return b"\x08\x02" + field(2, shape) + field(4, np.ascontiguousarray(values, "<f8").tobytes())


def legacy_event(
    tag: str, limits: Sequence[float], counts: Sequence[float], step: int, ends: tuple[float, float]
) -> bytes:
    """One histogram as torch writes it: a HistogramProto."""
    numbers = (*ends, float(sum(counts)), 0.0, 0.0)
    heads = b"".join(bytes([i << 3 | 1]) + struct.pack("<d", number) for i, number in enumerate(numbers, 1))
    columns = [field(i, struct.pack(f"<{len(c)}d", *c)) for i, c in ((6, limits), (7, counts))]
    value = field(1, tag.encode()) + field(5, heads + b"".join(columns))
    return event(START + step, step, field(5, field(1, value)))


def string_tensor(values: NDArray[np.object_]) -> bytes:
    """A TensorProto of strings (bytes), of any shape."""
    shape = b"".join(field(2, b"\x08" + varint(side)) for side in values.shape)
    strings = b"".join(field(8, text) for text in values.reshape(-1).tolist())
    return b"\x08\x07" + field(2, shape) + strings


def text_file(path: Path, tag: str, texts: Iterable[tuple[int, object]], *, first: float = START) -> None:
    """Texts as TF 2 writes them: (step, a text, bytes or nested lists of them), a second a step."""
    file = EventFile(path / NAME, version=not (path / NAME).exists())
    records = (frame(text_event(tag, text, step, first + step)) for step, text in texts)
    file.append(b"".join(records))


def text_event(tag: str, text: object, step: int, wall_time: float) -> bytes:
    """One text."""
    values = np.array(text, np.object_)
    as_bytes = np.empty(values.size, np.object_)
    as_bytes[:] = [t.encode() if isinstance(t, str) else t for t in values.reshape(-1).tolist()]
    return tensor_event(tag, string_tensor(as_bytes.reshape(values.shape)), step, wall_time, "text")
