"""Samples read when somebody looks at them: one record from its file, checked, decoded to a typed value.

Nothing is kept: whoever looks twice reads twice. A file that is no longer the one that was indexed is found
out by the record's checksums, and told in one sentence.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf.message import DecodeError

from ingest import compat, events, kinds, tensors
from ingest.compat import audio, graph
from ingest.crc import length_crc, masked_crc
from ingest.kinds import Unreadable
from ingest.logdir import open_file
from ingest.proto.event_pb2 import Event
from ingest.records import FOOTER, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from numpy.typing import NDArray

    from ingest.kinds import Value
    from ingest.proto.event_pb2 import Summary
    from ingest.storage import Handle
    from ingest.store import Samples

__all__ = ["Unreadable", "read", "read_each"]

LARGEST = 1 << 28
"""Bytes of the largest record that is read to be looked at."""

CHANGED = "the event file was replaced since it was read; this sample is no longer in it"


def read(samples: Samples, place: int) -> Value:
    """The sample at a place (as in its steps); ``Unreadable`` where it cannot be shown."""
    ((_, value),) = read_each(samples, (place,))
    if isinstance(value, Unreadable):
        raise value
    return value


def read_each(samples: Samples, places: Iterable[int]) -> Iterator[tuple[int, Value | Unreadable]]:
    """Several samples with their places, as they come: each file is opened once and read front to back."""
    for path, mine in _by_file(samples, [_place(samples, place) for place in places]):
        waiting = list(reversed(mine))
        try:
            with open_file(path) as handle:
                while waiting:
                    yield waiting[-1], _read(handle, samples, waiting[-1])
                    waiting.pop()
        except OSError as error:
            problem = Unreadable(f"the event file cannot be read: {error.strerror or error}")
            yield from ((place, problem) for place in reversed(waiting))


def _place(samples: Samples, place: int) -> int:
    if not -len(samples) <= place < len(samples):
        raise IndexError(place)
    return place % len(samples)


def _by_file(samples: Samples, places: Iterable[int]) -> Iterator[tuple[str, list[int]]]:
    """The places of each file, in the order in which they stand there."""
    offsets, files = samples.entries.offsets, samples.files
    ordered = sorted(set(places), key=lambda place: (files[place], offsets[place], place))
    for number, mine in groupby(ordered, key=lambda place: int(files[place])):
        yield samples.paths[number], list(mine)


def _read(handle: Handle, samples: Samples, place: int) -> Value | Unreadable:
    try:
        return _decoded(_event(handle, samples, place), samples, place)
    except Unreadable as problem:
        return problem


def _decoded(event: Event, samples: Samples, place: int) -> Value:
    try:
        beside = graph.told_by(event)
        if beside is not None:
            return kinds.value_of(samples.info.plugin, _strings(graph.content(event)), b"")
        return _value(samples, _found(event, samples, place))
    except (tensors.NoTensor, ValueError, DecodeError) as error:
        raise Unreadable(str(error)) from None


def _event(handle: Handle, samples: Samples, place: int) -> Event:
    """The event of a sample, from its open file."""
    offset, length = int(samples.entries.offsets[place]), int(samples.entries.lengths[place])
    if length > LARGEST:
        raise Unreadable(f"a record of {length:,} bytes is more than {LARGEST:,}")
    return _parsed(handle.read_at(offset - HEADER, HEADER + length + FOOTER), length)


def _parsed(content: bytes, length: int) -> Event:
    head, payload, foot = content[:HEADER], content[HEADER:-FOOTER], content[-FOOTER:]
    same = int.from_bytes(head[:8], "little") == length == len(payload)
    if not same or int.from_bytes(head[8:], "little") != length_crc(length):
        raise Unreadable(CHANGED)
    if masked_crc(payload) != int.from_bytes(foot, "little"):
        raise Unreadable("the record does not match its checksum")
    try:
        return Event.FromString(payload)
    except DecodeError:
        raise Unreadable("the record is no event") from None


def _found(event: Event, samples: Samples, place: int) -> Summary.Value:
    """The value of the event that the sample is: of several of one tag, the one that stands as far behind."""
    mine = [value for value in event.summary.value if _belongs(value, samples)]
    first = place
    while first > 0 and _same_record(samples, first - 1, place):
        first -= 1
    if event.step != samples.steps[place] or place - first >= len(mine):
        raise Unreadable(CHANGED)
    return mine[place - first]


def _belongs(value: Summary.Value, samples: Samples) -> bool:
    if (value.tag or value.node_name) != samples.tag.encode():
        return False
    said = events.info(value)
    return said is None or said.plugin == samples.info.plugin


def _same_record(samples: Samples, one: int, other: int) -> bool:
    offsets, files = samples.entries.offsets, samples.files
    return bool(offsets[one] == offsets[other] and files[one] == files[other])


def _value(samples: Samples, value: Summary.Value) -> Value:
    kind = value.WhichOneof("value")
    content = value.metadata.plugin_data.content or samples.info.content
    if kind is None:
        return kinds.value_of(samples.info.plugin, np.zeros(0, np.float32), content)
    if kind == audio.FIELD:
        return audio.sound(value.audio)
    tensor = tensors.array(value.tensor) if kind == "tensor" else compat.tensor(kind, getattr(value, kind))
    return kinds.value_of(samples.info.plugin, tensor, content)


def _strings(content: bytes) -> NDArray[Any]:
    return np.array([content], np.object_)
