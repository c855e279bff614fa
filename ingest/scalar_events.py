"""The byte shapes of events that hold one scalar, as writers put them down.

Fields stand in the order of their numbers: wall time, step as a varint unless zero, then a summary with
one value: its tag, and a float or a rank-0 float tensor, the latter with or without its metadata. Every
byte that tells the shape is checked; what does not fit exactly is left to the slow path. Field numbers:
TensorFlow's event.proto, summary.proto, tensor.proto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ingest.key_table import LONGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.records import Bytes, Offsets

    Flags = NDArray[np.bool_]

Number = TypeVar("Number", np.uint32, np.uint64, np.float32, np.float64)

SLACK = LONGEST + 64
"""Bytes that must follow the last record in a buffer, so that no gather needs a bounds check."""

VALUE_SIZE = 4
WALL_TIME_SIZE = 8

WALL_TIME, _STEP, _SUMMARY, _VALUE, _TAG = 0x09, 0x10, 0x2A, 0x0A, 0x0A
SIMPLE_VALUE = 0x15
_LONGEST_TAG = 400
_LONGEST_EVENT = 1024
# tensor, 10 bytes: dtype float, shape without dimensions, four bytes of content.
_FLOAT_TENSOR = int.from_bytes(b"\x42\x0a\x08\x01\x12\x00\x22\x04", "little")
# metadata: plugin data: plugin name, seven bytes ("scalars" follows); the two lengths are free.
_PLUGIN = int.from_bytes(b"\x4a\x00\x0a\x00\x0a\x07sc", "little")
_PLUGIN_MASK = np.uint64(int.from_bytes(b"\xff\x80\xff\x80\xff\xff\xff\xff", "little"))
_PLUGIN_REST = int.from_bytes(b"alars", "little")
_PLUGIN_REST_MASK = np.uint64((1 << 40) - 1)


@dataclass(frozen=True, slots=True)
class Heads:
    """Events that may hold a scalar. ``rows`` int64[n]: which frames; ``starts``, ``ends`` of their
    payloads and ``summaries``, where the summary begins, int64[n] in bytes; ``steps`` int64[n].
    """

    rows: Offsets
    starts: Offsets
    ends: Offsets
    steps: Offsets
    summaries: Offsets

    def pick(self, places: Offsets) -> Heads:
        """Some of them."""
        columns = (self.rows, self.starts, self.ends, self.steps, self.summaries)
        return Heads(*(column[places] for column in columns))


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of n events: which ``fit`` a shape (bool[n]), and for those ``tag_places``, ``tag_sizes``,
    ``value_places`` (int64[n], bytes), whether the value is a tensor (``tensors``) and whether metadata
    names the plugin "scalars" (``described``).
    """

    fit: Flags
    tag_places: Offsets
    tag_sizes: Offsets
    value_places: Offsets
    tensors: Flags
    described: Flags


def heads(buffer: Bytes, starts: Offsets, lengths: Offsets) -> Heads:
    """Events that begin with a wall time and are short enough; ``SLACK`` bytes must follow the last."""
    rows = np.flatnonzero((lengths < _LONGEST_EVENT) & (lengths > 16) & (buffer[starts] == WALL_TIME))
    if len(rows) < len(starts):
        starts, lengths = starts[rows], lengths[rows]
    steps, summaries, short = steps_at(buffer, starts + 9)
    found = Heads(rows, starts, starts + lengths, steps, summaries)
    return found if short.all() else found.pick(np.flatnonzero(short))


def wall_times(buffer: Bytes, found: Heads) -> NDArray[np.float64]:
    """float64[n]: seconds since 1970."""
    return numbers(buffer, found.starts + 1, np.float64)


def shapes(buffer: Bytes, found: Heads) -> Shapes:
    """Take the summaries apart, checking every byte that is not tag, value or text."""
    at, ends = found.summaries, found.ends
    fit = np.ones(len(at), np.bool_)
    for field in (_SUMMARY, _VALUE):
        fit &= buffer[at] == field
        size, at, short = length_at(buffer, at + 1)
        fit &= short & (at + size == ends)
    fit &= buffer[at] == _TAG
    tag_sizes, tag_places, short = length_at(buffer, at + 1)
    fit &= short & (tag_sizes <= _LONGEST_TAG) & (tag_sizes > 0) & (tag_places + tag_sizes < ends)
    # What does not fit may point anywhere; send it to its start, where reading is safe.
    behind = np.where(fit, tag_places + tag_sizes, found.starts)
    simple = (buffer[behind] == SIMPLE_VALUE) & (behind + 1 + VALUE_SIZE == ends)
    tensors = ~simple & (numbers(buffer, behind, np.uint64) == _FLOAT_TENSOR)
    value_places = np.where(simple, behind + 1, behind + 8)
    after = value_places + VALUE_SIZE
    described = tensors & (after < ends) & is_scalars_metadata(buffer, np.minimum(after, ends), ends)
    fit &= simple | (tensors & ((after == ends) | described))
    return Shapes(fit, tag_places, tag_sizes, value_places, tensors, described)


def numbers(buffer: Bytes, at: Offsets, kind: type[Number]) -> NDArray[Number]:
    """Little-endian numbers of one kind from any byte offsets."""
    dtype = np.dtype(kind).newbyteorder("<")
    view: NDArray[Number] = np.ndarray((len(buffer) - dtype.itemsize + 1,), dtype, buffer, strides=(1,))
    return view[at]


def is_scalars_metadata(buffer: Bytes, at: Offsets, ends: Offsets) -> Flags:
    """Whether metadata of the plugin "scalars" fills the bytes from ``at`` to the end."""
    head = numbers(buffer, at, np.uint64) & _PLUGIN_MASK == _PLUGIN
    rest = numbers(buffer, at + 8, np.uint64) & _PLUGIN_REST_MASK == _PLUGIN_REST
    found: Flags = head & rest & (at + 2 + buffer[at + 1] == ends)
    return found


def steps_at(buffer: Bytes, at: Offsets) -> tuple[Offsets, Offsets, Flags]:
    """Steps, where the next field begins, and whether the varint has at most eight bytes."""
    present = buffer[at] == _STEP
    four = numbers(buffer, at + 1, np.uint32)
    if (four & 0x80808080 != 0x80808080).all() or not present.any():
        steps, size = _varints(four, ((1, 0x007F007F), (2, 0x00003FFF)))
        short = np.ones(len(at), np.bool_)
    else:
        eight = numbers(buffer, at + 1, np.uint64)
        short = ~present | (eight & 0x8080808080808080 != 0x8080808080808080)
        masks = (1, 0x007F007F007F007F), (2, 0x00003FFF00003FFF), (4, 0x000000000FFFFFFF)
        steps, size = _varints(eight, masks)
    return steps * present, at + (size + 1) * present, short


def size_at(buffer: Bytes, at: Offsets) -> tuple[Offsets, Offsets, Flags]:
    """Varints of one to four bytes: values, where the next byte stands, and whether they were that short."""
    four = numbers(buffer, at, np.uint32)
    short = four & 0x80808080 != 0x80808080
    values, sizes = _varints(four, ((1, 0x007F007F), (2, 0x00003FFF)))
    return values, at + sizes * short, short


def _varints(word: NDArray[Any], masks: tuple[tuple[int, int], ...]) -> tuple[Offsets, Offsets]:
    """Values and sizes of varints that end within the word: seven bits a byte, the last without bit 8."""
    kind = word.dtype.type
    high = kind(0x8080808080808080 & int(np.iinfo(word.dtype).max))
    ends = ~word & high
    stop = ends & (~ends + kind(1))
    word &= (stop + (stop - kind(1))) & ~high
    for shift, low in masks:
        word = (word & kind(low)) | ((word & ~kind(low)) >> kind(shift))
    # stop is 1 << 8k - 1 for a varint of k bytes: its exponent as a float tells k.
    exponent = (stop.astype(np.float64).view(np.int64) >> 52) - 1022
    return word.astype(np.int64), exponent >> 3


def length_at(buffer: Bytes, at: Offsets) -> tuple[Offsets, Offsets, Flags]:
    """Varints of one or two bytes: values, where the next byte stands, and whether they were that short."""
    low = buffer[at].astype(np.int64)
    long = low >= 128
    if not long.any():
        return low, at + 1, np.ones(len(at), np.bool_)
    high = buffer[at + 1].astype(np.int64)
    value = np.where(long, (low & 127) | (high << 7), low)
    return value, at + 1 + long, ~long | (high < 128)
