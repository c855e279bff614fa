"""Keeps what one file has given within bounds: drops items from columns and index, and counts them.

Only where `--samples_per_plugin` asks for it. Restarts remember how many points came before them, so they are
told what was dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest import columns, index, sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ingest.columns import Block, Ints, Points
    from ingest.index import Entries, IndexBlock
    from ingest.restarts import Start

    Mask = NDArray[np.bool_]


def columns_of(blocks: Sequence[Block], limit: int) -> tuple[Block, Mask, Ints]:
    """One block with at most ``limit`` points a tag, and its first; which it kept, and the bounds before."""
    block = columns.merge(blocks)
    kept = _kept(block.bounds, block.points, [limit] * len(block.tag_ids))
    thinned = columns.Block(block.tag_ids, _bounds(block.bounds, kept), columns.pick(block.points, kept))
    return thinned, kept, block.bounds


def index_of(blocks: Sequence[IndexBlock], limit: Callable[[int], int]) -> tuple[IndexBlock, Mask, Ints]:
    """The same for entries, each tag with its limit."""
    block = index.merge(blocks)
    kept = _kept(block.bounds, block.entries, [limit(tag) for tag in block.tag_ids.tolist()])
    thinned = index.IndexBlock(block.tag_ids, _bounds(block.bounds, kept), block.entries.pick(kept))
    return thinned, kept, block.bounds


def restart_after(start: Start, tag_ids: Ints, bounds: Ints, kept: Mask) -> Start:
    """A start, with as many points before it as were kept; ``bounds`` are those of the tags before."""
    before = np.concatenate([[0], np.cumsum(kept)])
    first = bounds[np.searchsorted(tag_ids, start.tag_ids)]
    return start._replace(counts=before[first + start.counts] - before[first])


def dropped(bounds: Ints, kept: Mask) -> Ints:
    """int64[n]: how many items of each tag were dropped."""
    return np.diff(np.concatenate([[0], np.cumsum(~kept)])[bounds])


def _kept(bounds: Ints, items: Points | Entries, limits: Sequence[int]) -> Mask:
    """The chosen ones, and the first of each tag: by where a file begins it is seen whether a job went on."""
    spans = zip(bounds[:-1].tolist(), bounds[1:].tolist(), limits, strict=True)
    masks = [
        sampling.chosen(items.steps[begin:end], items.wall_times[begin:end], limit)
        for begin, end, limit in spans
    ]
    kept = np.concatenate(masks)
    kept[bounds[:-1][np.diff(bounds) > 0]] = True
    return kept


def _bounds(bounds: Ints, kept: Mask) -> Ints:
    return np.concatenate([[0], np.cumsum(kept)])[bounds]
