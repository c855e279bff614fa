"""The byte shapes of events that hold one sample, as writers put them down.

Fields stand in the order of their numbers: wall time, step, then a summary with one value: its tag, what it
holds (an old histogram, image or sound, or a tensor), and perhaps metadata. What is held is passed over, but
for a tensor's first dimension. Every byte that tells the shape is checked; what does not fit exactly is left
to the slow path. Field numbers: TensorFlow's event.proto, summary.proto, tensor.proto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest import compat
from ingest.block import TAIL
from ingest.scalar_events import length_at, numbers, size_at, steps_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.block import Block
    from ingest.records import Bytes, Offsets

    Flags = NDArray[np.bool_]

KINDS = ("image", "histo", "audio", "tensor")
TENSOR = KINDS.index("tensor")

_WALL_TIME, _SUMMARY, _VALUE, _TAG, _METADATA = 0x09, 0x2A, 0x0A, 0x0A, 0x4A
_SHORTEST = 24
_LONGEST_TAG = 400
_LONGEST_METADATA = 250
_NO_KIND = len(KINDS)
_KIND_OF = np.full(256, _NO_KIND, np.uint8)
_KIND_OF[[0x22, 0x2A, 0x32, 0x42]] = range(len(KINDS))
_EXTENTS = np.array([compat.EXTENTS.get(kind, 0) for kind in KINDS])
# A tensor that begins with its dtype and its shape: none, or a first dimension of a known size.
_SHAPE = int.from_bytes(b"\x08\x00\x12\x00", "little")
_SHAPE_MASK = np.uint32(int.from_bytes(b"\xff\x80\xff\x80", "little"))


@dataclass(frozen=True, slots=True)
class Samples:
    """Events that hold one sample each; all arrays have one length.

    ``rows`` int64[n]: which frames; ``steps`` int64[n]; ``wall_times`` float64[n]; ``names_at`` and
    ``name_sizes`` int64[n]: where the tag stands with its length before it; ``kinds``: of ``KINDS``;
    ``told_at`` and ``told_sizes``: where metadata stands, with size 0 where there is none; ``extents``:
    as in ``index.Entries``.
    """

    rows: Offsets
    steps: Offsets
    wall_times: NDArray[np.float64]
    names_at: Offsets
    name_sizes: Offsets
    kinds: NDArray[np.uint8]
    told_at: Offsets
    told_sizes: Offsets
    extents: Offsets

    def pick(self, places: Offsets | Flags) -> Samples:
        """Some of them."""
        return Samples(*(getattr(self, name)[places] for name in self.__slots__))


def take_apart(block: Block, rows: Offsets) -> Samples:
    """Those of some records that fit; ``SLACK`` bytes must follow the last."""
    buffer = block.buffer
    rows = rows[(block.frames.lengths[rows] > _SHORTEST) & (buffer[block.frames.starts[rows]] == _WALL_TIME)]
    starts = block.frames.starts[rows]
    ends = starts + block.frames.lengths[rows]
    holes = np.zeros(len(rows), np.int64) if block.holes is None else block.holes[rows]
    steps, at, fit = steps_at(buffer, starts + 9)
    for field in (_SUMMARY, _VALUE):
        at, fit = _inside(buffer, at, ends, field, fit)
    fit &= buffer[at] == _TAG
    names_at = at + 1
    tag_sizes, tags_at, short = length_at(buffer, names_at)
    fit &= short & (tag_sizes > 0) & (tag_sizes <= _LONGEST_TAG) & (tags_at + tag_sizes < ends)
    # What does not fit may point anywhere; send it to its start, where reading is safe.
    behind = np.where(fit, tags_at + tag_sizes, starts)
    kinds = _KIND_OF[buffer[behind]]
    sizes, values_at, short = size_at(buffer, behind + 1)
    after = values_at + sizes
    fit &= (
        (kinds < _NO_KIND)
        & short
        & (after <= ends)
        & ((holes == 0) | (after == ends) | (after >= ends - TAIL))
    )
    told_at, told_sizes, told_fit = _metadata(buffer, np.where(fit, after, ends), ends, holes, starts)
    extents, known = _extents(buffer, np.where(fit, values_at, starts), sizes, kinds)
    found = Samples(
        rows,
        steps,
        numbers(buffer, starts + 1, np.float64),
        names_at,
        tags_at + tag_sizes - names_at,
        kinds,
        told_at,
        told_sizes,
        extents,
    )
    fit &= told_fit & known
    return found if fit.all() else found.pick(fit)


def _inside(buffer: Bytes, at: Offsets, ends: Offsets, field: int, fit: Flags) -> tuple[Offsets, Flags]:
    """Where the content of a field begins that goes on to the end, and which still fit."""
    size, begin, short = size_at(buffer, at + 1)
    fit = fit & (buffer[at] == field) & short & (begin + size == ends)
    return np.where(fit, begin, 0), fit


def _metadata(
    buffer: Bytes, after: Offsets, ends: Offsets, holes: Offsets, starts: Offsets
) -> tuple[Offsets, Offsets, Flags]:
    """Where metadata stands that goes on to the end, its size (0 without any), and what fits."""
    absent = after == ends
    if absent.all():
        return after, np.zeros(len(after), np.int64), absent
    at = np.where(absent, starts, after - holes)
    size, begin, short = length_at(buffer, at + 1)
    fit = (buffer[at] == _METADATA) & short & (begin + size + holes == ends) & (size <= _LONGEST_METADATA)
    fit &= size > 8
    return at, np.where(absent, 0, ends - holes - at), absent | fit


def _extents(buffer: Bytes, at: Offsets, sizes: Offsets, kinds: NDArray[np.uint8]) -> tuple[Offsets, Flags]:
    """The first dimension of what is held, and whether it is known."""
    extents = _EXTENTS[np.minimum(kinds, TENSOR)]
    known = kinds != TENSOR
    if known.all():
        return extents, known
    begins = (numbers(buffer, at, np.uint32) & _SHAPE_MASK == _SHAPE) & (sizes >= 4)
    scalar = buffer[at + 3] == 0
    dimension = (buffer[at + 4] == 0x12) & (buffer[at + 6] == 0x08) & (sizes >= 8)
    size, _, short = size_at(buffer, at + 7)
    extents = np.where(known, extents, np.where(scalar, 1, size))
    return extents, known | (begins & (scalar | (dimension & short)))
