"""The fast path: events that hold one scalar, taken apart for a whole block by a few numpy gathers.

Writers put such an event down in a handful of byte shapes (fields in the order of their numbers):
wall time, step as a varint unless zero, then a summary with one value: its tag, and a float or a
rank-0 float tensor, the latter with or without its metadata. Every byte that tells the shape is
checked; what does not fit exactly is left to the slow path. Field numbers: TensorFlow's event.proto,
summary.proto, tensor.proto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest.tag_table import LONGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.records import Bytes, Frames, Offsets

    Bits = NDArray[np.uint64]

SLACK = LONGEST + 64
"""Bytes that must follow the last record in the buffer, so that no gather needs a bounds check."""

_WALL_TIME, _STEP, _SUMMARY, _VALUE, _TAG = 0x09, 0x10, 0x2A, 0x0A, 0x0A
_SIMPLE_VALUE, _METADATA = 0x15, 0x4A
_LONGEST_EVENT = 4096
# tensor, 10 bytes: dtype float, shape without dimensions, four bytes of content.
_FLOAT_TENSOR = int.from_bytes(b"\x42\x0a\x08\x01\x12\x00\x22\x04", "little")
# metadata: plugin data: plugin name, seven bytes ("scalars" follows); the two lengths are free.
_PLUGIN = int.from_bytes(b"\x4a\x00\x0a\x00\x0a\x07sc", "little")
_PLUGIN_MASK = np.uint64(int.from_bytes(b"\xff\x80\xff\x80\xff\xff\xff\xff", "little"))
_PLUGIN_REST = int.from_bytes(b"alars", "little")
_PLUGIN_REST_MASK = np.uint64((1 << 40) - 1)


@dataclass(frozen=True, slots=True)
class ScalarEvents:
    """Events of a block that hold one scalar each.

    ``rows`` int64[n]: which frames they are. ``wall_times`` float64[n], ``steps`` int64[n], ``values``
    float32[n]; ``tag_places`` and ``tag_lengths`` int64[n] in bytes; ``described`` bool[n]: metadata
    says that the plugin is "scalars"; ``tensors`` bool[n]: the value is a tensor, not a simple value.
    """

    rows: Offsets
    wall_times: NDArray[np.float64]
    steps: Offsets
    values: NDArray[np.float32]
    tag_places: Offsets
    tag_lengths: Offsets
    tensors: NDArray[np.bool_]
    described: NDArray[np.bool_]


def find(buffer: Bytes, frames: Frames) -> ScalarEvents:
    """The frames that hold one scalar; ``SLACK`` bytes of ``buffer`` must follow the last of them."""
    starts, lengths = frames.starts, frames.lengths
    likely = (lengths < _LONGEST_EVENT) & (lengths > 16) & (buffer[starts] == _WALL_TIME)
    rows = np.flatnonzero(likely)
    starts, ends = starts[rows], (starts + lengths)[rows]
    steps, at, fits = _steps(buffer, starts + 9)
    for field in (_SUMMARY, _VALUE):
        fits &= buffer[at] == field
        size, at, short = _length(buffer, at + 1)
        fits &= short & (at + size == ends)
    fits &= buffer[at] == _TAG
    tag_lengths, tag_places, short = _length(buffer, at + 1)
    fits &= short & (tag_lengths <= LONGEST) & (tag_lengths > 0) & (tag_places + tag_lengths < ends)
    # What does not fit may point anywhere; send it to the start, where reading is safe.
    after = np.where(fits, tag_places + tag_lengths, starts)
    value_places, tensors, described, known = _value_shapes(buffer, after, ends)
    fits &= known
    if not fits.all():
        kept = np.flatnonzero(fits)
        rows, starts, steps, tag_places = rows[kept], starts[kept], steps[kept], tag_places[kept]
        tag_lengths, value_places = tag_lengths[kept], value_places[kept]
        tensors, described = tensors[kept], described[kept]
    return ScalarEvents(
        rows,
        _numbers(buffer, starts + 1, "<f8"),
        steps,
        _numbers(buffer, value_places, "<f4"),
        tag_places,
        tag_lengths,
        tensors,
        described,
    )


def _value_shapes(
    buffer: Bytes, at: Offsets, ends: Offsets
) -> tuple[Offsets, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the float stands, whether it is a tensor, has metadata, and whether the shape is known."""
    simple = (buffer[at] == _SIMPLE_VALUE) & (at + 5 == ends)
    places = at + 1
    no = np.zeros(len(at), np.bool_)
    if simple.all():
        return places, no, no, simple
    tensor = (_numbers(buffer, at, "<u8") == _FLOAT_TENSOR) & ~simple
    behind = at + 12
    described = tensor & (behind < ends)
    if described.any():
        described &= _scalars_metadata(buffer, np.where(described, behind, 0), ends)
    known = simple | (tensor & ((behind == ends) | described))
    return np.where(tensor, at + 8, places), tensor, described, known


def _scalars_metadata(buffer: Bytes, at: Offsets, ends: Offsets) -> NDArray[np.bool_]:
    """Whether metadata of the plugin "scalars" fills the bytes from ``at`` to the end."""
    head = _numbers(buffer, at, "<u8") & _PLUGIN_MASK == _PLUGIN
    rest = _numbers(buffer, at + 8, "<u8") & _PLUGIN_REST_MASK == _PLUGIN_REST
    found: NDArray[np.bool_] = head & rest & (at + 2 + buffer[at + 1] == ends)
    return found


def _steps(buffer: Bytes, at: Offsets) -> tuple[Offsets, Offsets, NDArray[np.bool_]]:
    """Steps, where the next field begins, and whether the varint has at most eight bytes."""
    present = buffer[at] == _STEP
    word = _numbers(buffer, at + 1, "<u8")
    ends = ~word & np.uint64(0x8080808080808080)
    stop = ends & (~ends + np.uint64(1))
    word &= ((stop << np.uint64(1)) - np.uint64(1)) & np.uint64(0x7F7F7F7F7F7F7F7F)
    for shift, low in ((1, 0x007F007F007F007F), (2, 0x00003FFF00003FFF), (4, 0x000000000FFFFFFF)):
        mask = np.uint64(low)
        word = (word & mask) | ((word & ~mask) >> np.uint64(shift))
    # stop is 1 << 8k - 1 for a varint of k bytes: its exponent as a float tells k.
    exponent = (stop.astype(np.float64).view(np.int64) >> 52) - 1022
    steps = np.where(present, word.view(np.int64), 0)
    after = np.where(present, at + 1 + (exponent >> 3), at)
    return steps, after, ~present | (stop != 0)


def _length(buffer: Bytes, at: Offsets) -> tuple[Offsets, Offsets, NDArray[np.bool_]]:
    """Varints of one or two bytes: values, where the next byte stands, and whether they were that short."""
    low = buffer[at].astype(np.int64)
    long = low >= 128
    if not long.any():
        return low, at + 1, np.ones(len(at), np.bool_)
    high = buffer[at + 1].astype(np.int64)
    value = np.where(long, (low & 127) | (high << 7), low)
    return value, at + 1 + long, ~long | (high < 128)


def _numbers(buffer: Bytes, at: Offsets, dtype: str) -> NDArray[np.generic] | Bits:
    size = np.dtype(dtype).itemsize
    view: NDArray[np.generic] = np.ndarray((len(buffer) - size + 1,), dtype, buffer, strides=(1,))
    return view[at]
