"""Append-only columns of scalars.

A block holds the points of one stretch of one event file, grouped by tag; a file's columns are a tuple
of blocks. Blocks never change, so a reader holding a tuple needs no lock and publishing copies nothing.
Blocks are merged eight at a time with their equals as they come, so a file that grows for days has a
few dozen, and a point is copied once an order of magnitude. Knows nothing of files, runs or tag names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Values = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one series, or of a stretch of a file: three arrays of one length.

    ``steps`` int64[n], ``wall_times`` float64[n] in seconds since 1970, ``values`` float32[n] or
    float64[n]; read-only.
    """

    steps: Ints
    wall_times: Floats
    values: Values

    def __len__(self) -> int:
        return len(self.steps)


class Block(NamedTuple):
    """Points of several tags: ``tag_ids[i]`` (ascending) owns the rows ``bounds[i]:bounds[i + 1]``."""

    tag_ids: Ints
    bounds: Ints
    points: Points

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        points = self.points
        arrays = (self.tag_ids, self.bounds, points.steps, points.wall_times, points.values)
        return sum(array.nbytes for array in arrays)

    def of_tag(self, tag_id: int) -> Points | None:
        """The rows of one tag as views, or None where it has none here."""
        at = int(np.searchsorted(self.tag_ids, tag_id))
        if at == len(self.tag_ids) or self.tag_ids[at] != tag_id:
            return None
        rows = slice(int(self.bounds[at]), int(self.bounds[at + 1]))
        points = self.points
        return Points(points.steps[rows], points.wall_times[rows], points.values[rows])


_FAN = 8

EMPTY = Points(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.float32))


def block_from_points(tag_ids: NDArray[np.integer], points: Points) -> Block:
    """Group points in file order by tag; within a tag the file order stays.

    ``tag_ids`` int[n]: the tag of each point, from 0.
    """
    if not len(tag_ids):
        return Block(np.empty(0, np.int64), np.zeros(1, np.int64), EMPTY)
    counts = np.bincount(tag_ids)
    present = np.flatnonzero(counts)
    bounds = np.zeros(len(present) + 1, np.int64)
    np.cumsum(counts[present], out=bounds[1:])
    if len(present) == 1:
        return Block(present, bounds, _read_only(points))
    # 16-bit keys let numpy's stable sort be a radix sort.
    keys = tag_ids.astype(np.uint16) if len(counts) <= 1 << 16 else tag_ids
    order = np.argsort(keys, kind="stable")
    columns = points.steps[order], points.wall_times[order], points.values[order]
    return Block(present, bounds, _read_only(Points(*columns)))


class Cycle:
    """Tags in the order in which they come again and again, ``tag_ids`` int64[n], and how to sort them."""

    def __init__(self, tag_ids: Ints) -> None:
        self.tag_ids = tag_ids
        order = np.argsort(tag_ids, kind="stable")
        self.present = tag_ids[order]
        self.repeats = bool((self.present[1:] == self.present[:-1]).any())
        self.order = order if (order[1:] < order[:-1]).any() else None


def block_from_columns(cycle: Cycle, steps: Ints, wall_times: Floats, values: Values) -> Block:
    """Points that came in cycles: [n, count] are the columns of a cycle's n tags."""
    count = steps.shape[1]
    if cycle.repeats:
        points = Points(steps.T.reshape(-1), wall_times.T.reshape(-1), values.T.reshape(-1))
        return block_from_points(np.tile(cycle.tag_ids, count), points)
    if cycle.order is not None:
        steps, wall_times, values = steps[cycle.order], wall_times[cycle.order], values[cycle.order]
    bounds = np.arange(0, count * len(cycle.present) + 1, count)
    points = Points(steps.reshape(-1), wall_times.reshape(-1), values.reshape(-1))
    return Block(cycle.present, bounds, _read_only(points))


def append(blocks: tuple[Block, ...], block: Block) -> tuple[Block, ...]:
    """The blocks with one more behind them; eight of about one size at the end become one."""
    if not len(block.points):
        return blocks
    blocks = (*blocks, block)
    while len(blocks) >= _FAN and len(blocks[-_FAN].points) < _FAN * len(blocks[-1].points):
        blocks = (*blocks[:-_FAN], merge(blocks[-_FAN:]))
    return blocks


def merge(blocks: Sequence[Block]) -> Block:
    """One block with the points of several, those of earlier blocks first within each tag."""
    owners = [np.repeat(block.tag_ids, np.diff(block.bounds)) for block in blocks]
    return block_from_points(np.concatenate(owners), concatenate([block.points for block in blocks]))


def pick(points: Points, kept: NDArray[np.bool_] | Ints) -> Points:
    """Some of the points, by mask or by number."""
    return _read_only(Points(points.steps[kept], points.wall_times[kept], points.values[kept]))


def of_tag(blocks: Sequence[Block], tag_id: int) -> list[Points]:
    """The stretches of one tag, in file order, as views."""
    found = (block.of_tag(tag_id) for block in blocks)
    return [points for points in found if points is not None]


def narrow(points: Points) -> Points:
    """The same points with float32 values, where all came as such."""
    return _read_only(Points(points.steps, points.wall_times, points.values.astype(np.float32)))


def concatenate(parts: Sequence[Points]) -> Points:
    """Points one after another; float64 values where any part has them."""
    if not parts:
        return EMPTY
    if len(parts) == 1:
        return parts[0]
    return _read_only(
        Points(
            np.concatenate([part.steps for part in parts]),
            np.concatenate([part.wall_times for part in parts]),
            np.concatenate([part.values for part in parts]),
        )
    )


def _read_only(points: Points) -> Points:
    for column in (points.steps, points.wall_times, points.values):
        column.flags.writeable = False
    return points
