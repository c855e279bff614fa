"""Columns: points come out grouped by tag, in the order they went in, however they were merged."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.columns import Block, Points, append, block_from_points, concatenate, of_tag

batches = st.lists(st.lists(st.integers(0, 5), max_size=20), max_size=40)


def block_of(tags: list[int], first: int) -> Block:
    numbers = np.arange(first, first + len(tags))
    points = Points(numbers.astype(np.int64), numbers.astype(np.float64), numbers.astype(np.float32))
    return block_from_points(np.array(tags, np.int64), points)


@given(batches)
def test_each_tag_keeps_its_points_in_order(tags: list[list[int]]) -> None:
    blocks: tuple[Block, ...] = ()
    expected: dict[int, list[int]] = {}
    first = 0
    for batch in tags:
        blocks = append(blocks, block_of(batch, first))
        for number, tag in enumerate(batch, first):
            expected.setdefault(tag, []).append(number)
        first += len(batch)
    for tag in range(6):
        assert concatenate(of_tag(blocks, tag)).steps.tolist() == expected.get(tag, [])


def test_ten_thousand_small_appends_leave_few_blocks() -> None:
    blocks: tuple[Block, ...] = ()
    for first in range(10_000):
        blocks = append(blocks, block_of([first % 3], first))
    assert len(blocks) < 50
    assert sum(len(block.points) for block in blocks) == 10_000


def test_readers_cannot_change_what_they_are_given() -> None:
    block = block_of([0, 1, 0], 0)
    assert not any(column.flags.writeable for column in (block.points.steps, block.points.values))


def test_doubles_stay_doubles_when_merged_with_floats() -> None:
    single = block_of([0], 0).points
    double = Points(single.steps, single.wall_times, np.array([1 / 3]))
    assert concatenate([single, double]).values.tolist() == [0.0, 1 / 3]
