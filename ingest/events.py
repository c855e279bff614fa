"""The slow path: events that fit no common shape, parsed as protobuf messages one by one.

Gives scalars, and says of every tag which plugin its values belong to. What an old format means is
compat's business; where values are kept is the loader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from google.protobuf.message import DecodeError

from ingest import tensors
from ingest.crc import masked_crc
from ingest.proto.event_pb2 import Event, SessionLog
from ingest.records import FOOTER
from ingest.store import TagInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.decoder import Block
    from ingest.proto.event_pb2 import Summary

SCALARS = TagInfo("scalars")
_LEGACY = {"simple_value": "scalars", "histo": "histograms", "image": "images", "audio": "audio"}


class Damaged(Exception):
    """A record that cannot be read; the next one can. The message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One point. ``single``: the value came as a 32-bit float."""

    tag: str
    step: int
    wall_time: float
    value: float
    single: bool


class Value(NamedTuple):
    """One value of a summary: its tag, what is known of the tag, and the point if it is a scalar."""

    tag: str
    info: TagInfo | None
    scalar: Scalar | None


def parse(block: Block, row: int) -> Event:
    """The event in a frame of a block; ``Damaged`` where it is none."""
    buffer, start, length = block.buffer, int(block.frames.starts[row]), int(block.frames.lengths[row])
    payload = buffer[start : start + length].tobytes()
    event = Event()
    try:
        event.ParseFromString(payload)
    except DecodeError:
        stored = int.from_bytes(buffer[start + length : start + length + FOOTER].tobytes(), "little")
        why = "is no event" if masked_crc(payload) == stored else "does not match its checksum"
        raise Damaged(f"a record {why}") from None
    return event


def is_start(event: Event) -> bool:
    """Whether the event says that a job began or went on from a checkpoint."""
    return event.HasField("session_log") and event.session_log.status == SessionLog.START


def values(event: Event) -> Iterator[Value]:
    """The values of an event's summary; ``Damaged`` at a tag that is not UTF-8."""
    for value in event.summary.value:
        tag = text(value.tag or value.node_name)
        yield Value(tag, info(value), _scalar(tag, event, value))


def info(value: Summary.Value) -> TagInfo | None:
    """What a value says of its tag; None where it says nothing (the tag's first event did)."""
    described = value.metadata
    plugin = _LEGACY.get(value.WhichOneof("value") or "") or _lenient(described.plugin_data.plugin_name)
    if not plugin:
        return None
    return TagInfo(plugin, _lenient(described.display_name), _lenient(described.summary_description))


def text(name: bytes) -> str:
    """A tag as text; ``Damaged`` where its bytes are not UTF-8."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise Damaged(f"the tag {name[:80]!r} is not UTF-8") from None


def _lenient(content: bytes) -> str:
    return content.decode(errors="replace")


def _scalar(tag: str, event: Event, value: Summary.Value) -> Scalar | None:
    simple = value.HasField("simple_value")
    number = (
        value.simple_value if simple else tensors.scalar(value.tensor) if value.HasField("tensor") else None
    )
    if number is None:
        return None
    single = simple or value.tensor.dtype == tensors.FLOAT
    return Scalar(tag, event.step, event.wall_time, number, single)
