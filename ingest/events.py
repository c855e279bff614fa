"""The slow path: events that fit no common shape, parsed as protobuf messages one by one.

Says of every value which tag it has, which plugin that belongs to, and gives it if it is a scalar. What an
old format means is compat's business; where values are kept is the decoder's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from google.protobuf.message import DecodeError

from ingest import compat, tensors
from ingest.compat import graph
from ingest.crc import masked_crc
from ingest.proto.event_pb2 import Event, SessionLog
from ingest.store import TagInfo
from ingest.wire import NoEvent, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.block import Block
    from ingest.proto.event_pb2 import Summary, TensorShapeProto

SCALARS = TagInfo("scalars")

LARGE = 1 << 16
"""Payloads of so many bytes are not parsed whole to learn what they are about."""

LARGEST_EXTENT = (1 << 31) - 1


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
    """One value: its tag, what it says of the tag, the point if it can be one, and the first dimension of
    what it holds. ``simple``: it is a scalar in the old form and nothing else.
    """

    tag: str
    info: TagInfo | None
    scalar: Scalar | None
    extent: int = 1
    simple: bool = False


def parse(block: Block, row: int) -> Event:
    """The event in a record, without its long contents where it is large; ``Damaged`` where it is none."""
    payload = block.payload(row)
    try:
        content = skeleton(payload) if payload.length >= LARGE else payload.get(0, payload.length)
        return Event.FromString(content)
    except (DecodeError, NoEvent):
        pass
    whole = payload.length < LARGE
    if whole and masked_crc(payload.get(0, payload.length)) != block.footer(row):
        raise Damaged(wrong_checksum(block, row))
    raise Damaged(f"the record at byte {block.place(row):,} is no event")


def wrong_checksum(block: Block, row: int) -> str:
    """What is wrong with a record that is not what was written."""
    return f"the record at byte {block.place(row):,} does not match its checksum"


def is_start(event: Event) -> bool:
    """Whether the event says that a job began or went on from a checkpoint."""
    return event.HasField("session_log") and event.session_log.status == SessionLog.START


def values(event: Event) -> Iterator[Value]:
    """What an event holds; ``Damaged`` at a tag that is not UTF-8."""
    for value in event.summary.value:
        kind = value.WhichOneof("value")
        tag = text(value.tag or value.node_name)
        said = info(value)
        if kind in _HOLDERS or (kind is None and said is not None):
            shape = value.tensor.tensor_shape if kind == "tensor" else None
            extent = compat.EXTENTS.get(kind or "", 0) if shape is None else _extent(shape)
            yield Value(tag, said, _scalar(tag, event, value), extent, kind == "simple_value")
    beside = graph.told_by(event)
    if beside is not None:
        yield Value(text(beside[0]), TagInfo(beside[1], data_class=_BLOBS), None)


def info(value: Summary.Value) -> TagInfo | None:
    """What a value says of its tag; None where it says nothing (the tag's first event did)."""
    described = value.metadata
    plugin = compat.PLUGINS.get(value.WhichOneof("value") or "")
    content = b"" if plugin else described.plugin_data.content
    plugin = plugin or _lenient(described.plugin_data.plugin_name)
    if not plugin:
        return None
    data_class = _DATA_CLASSES.get(plugin, described.data_class)
    name, description = _lenient(described.display_name), _lenient(described.summary_description)
    return TagInfo(plugin, name, description, content, data_class)


def text(name: bytes) -> str:
    """A tag as text; ``Damaged`` where its bytes are not UTF-8."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise Damaged(f"the tag {name[:80]!r} is not UTF-8") from None


_HOLDERS = {*compat.PLUGINS, "tensor"}

_SCALAR, _TENSOR, _BLOBS = 1, 2, 3
_DATA_CLASSES = {
    "scalars": _SCALAR,
    **dict.fromkeys(("histograms", "text", "hparams", "pr_curves", "mesh", "custom_scalars"), _TENSOR),
    **dict.fromkeys(
        (
            "images",
            "audio",
            "graphs",
            "graph_run_metadata",
            "graph_run_metadata_graph",
            "graph_keras_model",
            "graph_tagged_run_metadata",
        ),
        _BLOBS,
    ),
}
"""Kinds of data as TensorBoard sorts them; of other plugins it believes what they say themselves."""


def _lenient(content: bytes) -> str:
    return content.decode(errors="replace")


def _extent(shape: TensorShapeProto) -> int:
    return min(max(shape.dim[0].size, 0), LARGEST_EXTENT) if shape.dim else 1


def _scalar(tag: str, event: Event, value: Summary.Value) -> Scalar | None:
    simple = value.HasField("simple_value")
    number = (
        value.simple_value if simple else tensors.scalar(value.tensor) if value.HasField("tensor") else None
    )
    if number is None:
        return None
    single = simple or value.tensor.dtype == tensors.FLOAT
    return Scalar(tag, event.step, event.wall_time, number, single)
