"""TFRecord framing: where the records of a block of bytes lie, found with numpy instead of a loop.

Format (https://www.tensorflow.org/tutorials/load_data/tfrecord): uint64 length, uint32 masked CRC-32C
of those eight bytes, payload, uint32 masked CRC-32C of the payload, all little-endian. Lengths below
65,536 leave six zero bytes, so headers are found by a scan for zeros, confirmed by their CRC, and
accepted where each record ends at the start of the next; what breaks that chain, and where records are
long, is walked one by one. Payloads are not looked at, and their CRC is left to who fails to parse one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.crc import length_crc, short_length_crcs

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

HEADER = 12
FOOTER = 4
FRAME = HEADER + FOOTER
SHORT = 1 << 16
UNPACK_HEADER = struct.Struct("<QI").unpack_from

_LONG = 1 << 10
"""Bytes of a payload from which on walking to the next record is quicker than looking for it."""

_IN_A_ROW = 32
_FIRST_STRETCH = 1 << 14


@dataclass(frozen=True, slots=True)
class Frames:
    """Whole records of a block.

    ``starts`` int64[n] and ``lengths`` int64[n] of their payloads, in bytes from the block's start;
    ``end`` is where the next record begins. ``damaged``: the length there contradicts its CRC, so no
    later record can be found. ``wanted``: bytes from ``end`` that the unfinished record there needs in
    all (0 where not even its header is complete).
    """

    starts: Offsets
    lengths: Offsets
    end: int
    damaged: bool = False
    wanted: int = 0


def scan(block: Bytes, start: int = 0) -> Frames:
    """The whole records of ``block`` (uint8[n], contiguous) from ``start``, where a record begins.

    A record that is cut off by the block's end is not an error: it is left for the next call.
    """
    pieces: list[Frames] = []
    at, stretch, skims = start, _FIRST_STRETCH, True
    while True:
        frames = _walk(block, at) if skims else _scan(block[: at + stretch], at)
        pieces.append(frames)
        size, at = frames.end - at, frames.end
        over = at + HEADER > len(block) or at + frames.wanted > len(block)
        if frames.damaged or over:
            return _joined(pieces)
        # Long records are walked from one to the next, short ones are looked for all at once.
        if skims:
            skims, stretch = False, _FIRST_STRETCH
        else:
            skims = frames.wanted > stretch or size > _LONG * len(frames.starts)
            stretch = max(4 * stretch, 2 * frames.wanted)


@cache
def short_crcs() -> memoryview:
    """The checksum of every length below ``SHORT``."""
    return short_length_crcs().data


def _walk(block: Bytes, at: int) -> Frames:
    """Records one after another, until several in a row are short."""
    view, crcs, size = block.data, short_crcs(), len(block)
    starts: list[int] = []
    lengths: list[int] = []
    short, wanted, damaged = 0, 0, False
    while short < _IN_A_ROW and at + HEADER <= size:
        length, crc = UNPACK_HEADER(view, at)
        follow = at + FRAME + length
        if crc != (crcs[length] if length < SHORT else length_crc(length)):
            damaged = True
            break
        if follow > size:
            wanted = FRAME + length
            break
        starts.append(at + HEADER)
        lengths.append(length)
        short = short + 1 if length < _LONG else 0
        at = follow
    return Frames(np.array(starts, np.int64), np.array(lengths, np.int64), at, damaged, wanted)


def _scan(block: Bytes, start: int) -> Frames:
    """Records found by their headers' look, all at once."""
    heads, lengths = _short_headers(block, start)
    follows = heads + lengths + FRAME
    whole = np.searchsorted(follows, len(block), side="right")
    heads, lengths, follows = heads[:whole], lengths[:whole], follows[:whole]
    breaks = np.flatnonzero(heads[1:] != follows[:-1])
    pieces: list[tuple[Offsets, Offsets]] = []
    at = start
    while True:
        first = int(np.searchsorted(heads, at))
        if first < len(heads) and heads[first] == at:
            last = _end_of_chain(breaks, first, len(heads))
            # A record that was never finished may have whole ones within the bytes that it claims.
            last -= int(follows[last - 1] > len(block))
            if last > first:
                pieces.append((heads[first:last], lengths[first:last]))
                at = int(follows[last - 1])
                continue
        length, damaged = _header_at(block, at)
        if length is None or damaged or at + FRAME + length > len(block):
            wanted = 0 if length is None or damaged else FRAME + length
            return Frames(*_concatenated(pieces), end=at, damaged=damaged, wanted=wanted)
        pieces.append((np.array([at]), np.array([length])))
        at += FRAME + length


def _short_headers(block: Bytes, start: int) -> tuple[Offsets, Offsets]:
    """Places where a length from 1 to 65,535 is followed by its own CRC, ascending, and the lengths."""
    zeros = _zero_runs(block, start)
    if not len(zeros):
        return zeros, zeros
    # A header's six zero bytes hold the first of a run of zero words, one, two or three bytes behind
    # the header's start: the last where the length has two bytes and stands at an odd place.
    back = np.zeros(len(zeros), np.int64)
    open_ = np.arange(len(zeros))
    for distance in (1, 2, 3):
        places = zeros[open_] - distance
        right = (places >= start) & (_length_crcs(block, places) == _gather(block, places + 8, "<u4"))
        back[open_[right]] = distance
        open_ = open_[~right]
        if not len(open_):
            break
    heads = (zeros - back)[back > 0]
    lengths = _gather(block, heads, "<u8")
    short = lengths < SHORT
    if not short.all():
        heads, lengths = heads[short], lengths[short]
    return heads, lengths.astype(np.int64)


def _zero_runs(block: Bytes, start: int) -> Offsets:
    """Where runs of at least two zero words begin behind ``start``, in bytes."""
    if len(block) - start < FRAME:
        return np.empty(0, np.int64)
    base = start // 2 * 2
    words = block[base : len(block) // 2 * 2].view("<u2")
    zero = words == 0
    firsts = np.flatnonzero(zero[1:-1] & zero[2:] & ~zero[:-2]) * 2 + (base + 2)
    return firsts[np.searchsorted(firsts, start + 1) : np.searchsorted(firsts, len(block) - 10)]


def _length_crcs(block: Bytes, places: Offsets) -> NDArray[np.uint32]:
    """What the CRC must be if the two bytes at each place are a short length."""
    return short_length_crcs()[_gather(block, places, "<u2")]


def _gather(block: Bytes, places: Offsets, dtype: str) -> NDArray[np.uint64]:
    """Little-endian numbers at any byte offset; the last ones are cut at the block's end."""
    size = np.dtype(dtype).itemsize
    view: NDArray[np.uint64] = np.ndarray((len(block) - size + 1,), dtype, block, strides=(1,))
    return view[np.minimum(places, len(block) - size)]


def _end_of_chain(breaks: Offsets, first: int, count: int) -> int:
    at = int(np.searchsorted(breaks, first))
    return int(breaks[at]) + 1 if at < len(breaks) else count


def _header_at(block: Bytes, at: int) -> tuple[int | None, bool]:
    """The length that stands at ``at`` (None while the header is cut off) and whether its CRC is wrong."""
    if at + HEADER > len(block):
        return None, False
    length, crc = UNPACK_HEADER(block.data, at)
    return length, crc != length_crc(length)


def _joined(pieces: list[Frames]) -> Frames:
    last = pieces[-1]
    starts = np.concatenate([frames.starts for frames in pieces])
    lengths = np.concatenate([frames.lengths for frames in pieces])
    return Frames(starts, lengths, last.end, last.damaged, last.wanted)


def _concatenated(pieces: list[tuple[Offsets, Offsets]]) -> tuple[Offsets, Offsets]:
    if not pieces:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    heads = np.concatenate([heads for heads, _ in pieces])
    return heads + HEADER, np.concatenate([lengths for _, lengths in pieces])
