"""Runs with samples of every kind, as programs write them: event files and a store over them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tests.helpers.event_writer import START, EventFile, field, frame, scalar_event, varint
from tests.helpers.event_writer import event as event_of
from tests.helpers.pictures import picture, wav

NAME = "events.out.tfevents.1.host"
DOUBLE, STRING = 2, 7


@dataclass(frozen=True)
class Sampled:
    """A tag: a tensor of a plugin at each step. ``content``: what the plugin says of the tag."""

    plugin: str
    tensors: Sequence[bytes]
    steps: Sequence[int] | None = None
    content: bytes = b""
    description: str = ""


def strings(sides: Sequence[int], *values: bytes) -> bytes:
    """A TensorProto of strings."""
    return _tensor(STRING, sides, b"".join(field(8, value) for value in values))


def doubles(rows: Any) -> bytes:
    """A TensorProto of float64."""
    array = np.asarray(rows, np.float64)
    return _tensor(DOUBLE, array.shape, field(4, array.tobytes()))


def images(*steps: Sequence[bytes], **options: Any) -> Sampled:
    """Encoded pictures, several a step."""
    told = [strings([len(step) + 2], b"4", b"3", *step) for step in steps]
    return Sampled("images", told, **options)


def sounds(
    *steps: Sequence[bytes], labels: Sequence[str] = (), encoding: int = 11, **options: Any
) -> Sampled:
    """Encoded sounds, several a step, each with a label."""
    told = []
    for step in steps:
        named = [
            part for at, sound in enumerate(step) for part in (sound, "".join(labels[at : at + 1]).encode())
        ]
        told.append(strings([len(step), 2], *named))
    return Sampled("audio", told, content=b"\x10" + varint(encoding), **options)


def histograms(*steps: Any, **options: Any) -> Sampled:
    """Rows of left edge, right edge, count."""
    return Sampled("histograms", [doubles(step) for step in steps], **options)


def texts(*steps: str, **options: Any) -> Sampled:
    """One text a step, as torch writes it."""
    return Sampled("text", [strings([1], step.encode()) for step in steps], **options)


def write_runs(logdir: Path, runs: Mapping[str, Mapping[str, Any]]) -> Path:
    """One file a run: tags with lists of scalars, or with a `Sampled`."""
    for number, (name, tags) in enumerate(runs.items()):
        start = START + 60 * number
        records = [frame(record) for tag, told in tags.items() for record in _events(tag, told, start)]
        EventFile(logdir / name / NAME).append(b"".join(records))
    return logdir


def opened(logdir: Path) -> Store:
    """A store over what is in a directory now."""
    store = Store()
    Ingester([Source(str(logdir))], store).run_once()
    return store


def _events(tag: str, told: Any, start: float) -> list[bytes]:
    if not isinstance(told, Sampled):
        return [scalar_event(tag, value, step, start + step) for step, value in enumerate(told)]
    steps = range(len(told.tensors)) if told.steps is None else told.steps
    said = _metadata(told)
    return [
        event_of(start + at, step, field(5, field(1, field(1, tag.encode()) + field(8, tensor) + said)))
        for at, (step, tensor) in enumerate(zip(steps, told.tensors, strict=True))
    ]


def _metadata(told: Sampled) -> bytes:
    plugin = field(1, told.plugin.encode()) + field(2, told.content)
    described = field(3, told.description.encode()) if told.description else b""
    return field(9, field(1, plugin) + described)


def _tensor(dtype: int, sides: Sequence[int], content: bytes) -> bytes:
    shape = b"".join(field(2, b"\x08" + varint(side)) for side in sides)
    return b"\x08" + bytes([dtype]) + field(2, shape) + content


def legacy_image(tag: str, encoded: bytes, width: int, height: int, step: int) -> bytes:
    """A record of an image as torch writes it."""
    image = b"\x08" + varint(height) + b"\x10" + varint(width) + b"\x18\x03" + field(4, encoded)
    return frame(event_of(START + step, step, field(5, field(1, field(1, tag.encode()) + field(4, image)))))


def legacy_audio(tag: str, encoded: bytes, rate: float, step: int, content_type: str = "audio/wav") -> bytes:
    """A record of a sound as torch writes it."""
    told = (
        b"\x0d" + struct.pack("<f", rate) + b"\x10\x01" + field(4, encoded) + field(5, content_type.encode())
    )
    return frame(event_of(START + step, step, field(5, field(1, field(1, tag.encode()) + field(6, told)))))


EVERY_KIND: Mapping[str, Sampled] = {
    "inputs/digits": images([picture(), picture(color=(0, 90, 200))], [picture(), picture()]),
    'odd/"><script>alert(2)</script>': images([picture()]),
    "voice/spoken": sounds([wav()], [wav()], labels=["a *label*"]),
    "weights/dense": histograms([[-1, 0, 3], [0, 1, 5]], [[-2, 0, 1], [0, 2, 9]]),
    "notes/said/text_summary": texts("**bold** <script>alert(3)</script>", "| a | b |\n|---|---|\n| 1 | 2 |"),
}
"""A tag or two of each plugin whose samples have a dashboard."""
