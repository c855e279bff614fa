"""Samples read when somebody looks at them: one record from its file, checked, decoded to a typed value.

Nothing is kept: whoever looks twice reads twice. A file that is no longer the one that was indexed is found
out by the record's checksums, and told in one sentence.
"""

from __future__ import annotations

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
    from typing import Any

    from numpy.typing import NDArray

    from ingest.kinds import Value
    from ingest.proto.event_pb2 import Summary
    from ingest.store import Samples

__all__ = ["Unreadable", "read"]

LARGEST = 1 << 28
"""Bytes of the largest record that is read to be looked at."""

CHANGED = "the event file was replaced since it was read; this sample is no longer in it"


def read(samples: Samples, place: int) -> Value:
    """The sample at a place (as in its steps); ``Unreadable`` where it cannot be shown."""
    if not -len(samples) <= place < len(samples):
        raise IndexError(place)
    place %= len(samples)
    event = _event(samples, place)
    try:
        beside = graph.told_by(event)
        if beside is not None:
            return kinds.value_of(samples.info.plugin, _strings(graph.content(event)), b"")
        return _value(samples, _found(event, samples, place))
    except (tensors.NoTensor, ValueError, DecodeError) as error:
        raise Unreadable(str(error)) from None


def _event(samples: Samples, place: int) -> Event:
    """The event of a sample, from its file."""
    offset, length = int(samples.entries.offsets[place]), int(samples.entries.lengths[place])
    if length > LARGEST:
        raise Unreadable(f"a record of {length:,} bytes is more than {LARGEST:,}")
    path = samples.paths[int(samples.files[place])]
    try:
        with open_file(path) as handle:
            content = handle.read_at(offset - HEADER, HEADER + length + FOOTER)
    except OSError as error:
        raise Unreadable(f"the event file cannot be read: {error.strerror or error}") from None
    return _parsed(content, length)


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
