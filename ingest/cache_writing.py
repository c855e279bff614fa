"""Event files on their way into a pack: the arrays of each, and the numbers that tags have in it.

Tags are numbered anew in each pack, for the numbers of this process mean nothing to another. To keep one more
array of a file: a line in ``KINDS``, one in ``item``, one in ``cache_reading``.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest import columns, index
from ingest.cache_entry import Facts
from ingest.columns import Block, Ints
from ingest.names import union
from ingest.pack import Item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ingest.cache_entry import Entry
    from ingest.index import IndexBlock
    from ingest.names import Names
    from ingest.restarts import Start
    from ingest.store import TagInfo

    Arrays = Mapping[str, NDArray[Any]]

KINDS = {
    "tags": "<i4",
    "bounds": "<i8",
    "steps": "<i8",
    "wall_times": "<f8",
    "values": "<f4",
    "doubles": "<f8",
    "double_tags": "<i4",
    "told_tags": "<i4",
    "told_infos": "<i4",
    "start_steps": "<i8",
    "start_times": "<f8",
    "start_ends": "<i8",
    "start_tags": "<i4",
    "start_counts": "<i8",
    "start_offsets": "<i8",
    "index_tags": "<i4",
    "index_bounds": "<i8",
    "index_steps": "<i8",
    "index_wall_times": "<f8",
    "index_offsets": "<i8",
    "index_lengths": "<i8",
    "index_extents": "<i4",
    "gaps": "<i8",
}

SHARED = {
    "tags",
    "bounds",
    "steps",
    "double_tags",
    "told_tags",
    "told_infos",
    "index_tags",
    "index_bounds",
    "index_steps",
}
"""Arrays that runs of one program have in common more often than not."""

INDEX_COLUMNS = ("steps", "wall_times", "offsets", "lengths", "extents")

_NONE: Ints = np.empty(0, np.int64)
_NO_BOUNDS: Ints = np.zeros(1, np.int64)


@dataclass(slots=True)
class Numbering:
    """The numbers of tags (``tags``, ascending) and of what is said of them, in one pack; ``samples`` are
    those of all its files one after another: as one text they are read much more quickly than as many.
    """

    tags: Ints
    infos: dict[TagInfo, int] = field(default_factory=dict)
    samples: bytearray = field(default_factory=bytearray)

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Numbering:
        """Numbers for all tags of some entries."""
        parts: dict[bytes, Ints] = {}
        for entry in entries:
            told = np.fromiter(entry.told.infos, np.int64)
            starts = (start.tag_ids for start in entry.data.starts)
            samples = (block.tag_ids for block in entry.data.index_blocks)
            for numbers in (entry.data.tag_ids, told, *starts, *samples):
                parts.setdefault(numbers.tobytes(), numbers)
        return cls(np.unique(union(parts.values())))

    def numbers(self, tags: Ints) -> Ints:
        """int64[n]: the numbers of tags in the pack."""
        return np.searchsorted(self.tags, tags)

    def head(self, names: Names) -> dict[str, Any]:
        """What the pack's header says of them."""
        texts = [names.text(number) for number in self.tags.tolist()]
        infos = [
            [info.plugin, info.display_name, info.description, info.content.hex(), info.data_class]
            for info in self.infos
        ]
        return {"tags": texts, "infos": infos, "samples": b64encode(self.samples).decode()}


def item(name: str, entry: Entry, numbering: Numbering, names: Names) -> Item:
    """A file, called ``name``, as it stands in a pack."""
    data, told = entry.data, entry.told.infos
    block = _merged(data.blocks)
    values = "values" if block.points.values.dtype == np.float32 else "doubles"
    infos = numbering.infos
    arrays: Arrays = {
        "tags": numbering.numbers(block.tag_ids),
        "bounds": block.bounds,
        "steps": block.points.steps,
        "wall_times": block.points.wall_times,
        values: block.points.values,
        "double_tags": numbering.numbers(np.array(sorted(data.doubles), np.int64)),
        "told_tags": numbering.numbers(np.fromiter(told, np.int64)),
        "told_infos": np.array([infos.setdefault(info, len(infos)) for info in told.values()], np.int64),
        **_arrays_of_starts(data.starts, numbering),
        **_arrays_of_index(data.index_blocks, numbering),
        "gaps": np.frombuffer(entry.position.gaps, np.int64),
    }
    numbering.samples += entry.position.head + entry.position.tail
    return Item(Facts.of(name, entry, names), arrays)


def _merged(blocks: tuple[Block, ...]) -> Block:
    if not blocks:
        return Block(_NONE, _NO_BOUNDS, columns.EMPTY)
    return blocks[0] if len(blocks) == 1 else columns.merge(blocks)


def _arrays_of_starts(starts: Sequence[Start], numbering: Numbering) -> Arrays:
    if not starts:
        return {}
    return {
        "start_steps": np.array([start.step for start in starts], np.int64),
        "start_times": np.array([start.wall_time for start in starts], np.float64),
        "start_ends": np.cumsum([len(start.tag_ids) for start in starts]),
        "start_tags": numbering.numbers(np.concatenate([start.tag_ids for start in starts])),
        "start_counts": np.concatenate([start.counts for start in starts]),
        "start_offsets": np.array([start.offset for start in starts], np.int64),
    }


def _arrays_of_index(blocks: tuple[IndexBlock, ...], numbering: Numbering) -> Arrays:
    if not blocks:
        return {}
    block = blocks[0] if len(blocks) == 1 else index.merge(blocks)
    columns = zip(INDEX_COLUMNS, block.entries.columns(), strict=True)
    return {
        "index_tags": numbering.numbers(block.tag_ids),
        "index_bounds": block.bounds,
        **{f"index_{name}": column for name, column in columns},
    }
