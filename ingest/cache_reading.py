"""Event files out of a pack: tags get this process's numbers, once for all files that have the same ones.

Arrays are views of the pack wherever their order is right. Does not ask whether a file still is the one that
was read: ``Facts`` can say that.
"""

from __future__ import annotations

from base64 import b64decode
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ingest import columns, index
from ingest.cache_entry import Entry, Facts
from ingest.cache_writing import INDEX_COLUMNS
from ingest.columns import Block, Ints, Points
from ingest.index import IndexBlock
from ingest.restarts import Start
from ingest.store import FileData, TagInfo
from ingest.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ingest.names import Names
    from ingest.pack import Pack

    Arrays = Mapping[str, NDArray[Any]]

_NONE: Ints = np.empty(0, np.int64)
_NO_BOUNDS: Ints = np.zeros(1, np.int64)
_NO_TAGS: frozenset[int] = frozenset()


class _Tags(NamedTuple):
    """Tags in this process's numbers, ascending; ``order`` where that is another order than the pack's."""

    numbers: Ints
    order: Ints | None


class _Common(NamedTuple):
    """What runs of one program have in common; ``counts`` int64[n]: how many points of each tag."""

    tags: _Tags
    counts: Ints
    told: Told


_COMMON = ("tags", "bounds", "told_tags", "told_infos")


class Entries:
    """The files of a pack."""

    def __init__(self, pack: Pack, names: Names) -> None:
        self._pack = pack
        self.facts = [Facts(*facts) for facts in pack.facts]
        self._samples = b64decode(pack.head["samples"])
        self._samples_at = [0, *accumulate(facts.head + facts.tail for facts in self.facts)]
        self._names: Ints = np.array(names.numbers(pack.head["tags"]), np.int64)
        self._infos = [_info(*said) for said in pack.head["infos"]]
        self._tags: dict[bytes, _Tags] = {}
        self._common: dict[tuple[int, ...], _Common] = {}
        self._common_by_row: dict[bytes, _Common] = {}

    def bytes_read(self, index: int) -> int:
        """How far one of them was read."""
        return self.facts[index].read

    def data(self, index: int, path: str) -> tuple[FileData, Told]:
        """What one of them gave and told, which lies at ``path``; ``pack.Damaged`` where its bytes are not
        what they were.
        """
        facts, arrays = self.facts[index], self._pack.arrays(index)
        shared = self._pack.shared(index)
        common = self._common_by_row.get(shared)
        if common is None:
            common = self._common_by_row[shared] = self._common_of(arrays, facts.told)
        data = FileData(
            facts.state(path),
            common.tags.numbers,
            common.counts,
            _blocks(common.tags, arrays),
            facts.start_time,
            starts=self._starts(arrays) if "start_steps" in arrays else (),
            index_blocks=self._index(arrays) if "index_tags" in arrays else (),
            doubles=frozenset(self._names[arrays["double_tags"]].tolist())
            if "double_tags" in arrays
            else _NO_TAGS,
        )
        return data, common.told

    def entry(self, index: int, path: str) -> Entry:
        """All that is kept of one of them, as ``data`` gives it."""
        facts, (data, told) = self.facts[index], self.data(index, path)
        gaps = self._pack.arrays(index).get("gaps", _NONE).tobytes()
        position = facts.position(path, self._samples, self._samples_at[index], gaps)
        return Entry(position, data, facts.skip_reason, told, facts.before, facts.read_ns)

    def _common_of(self, arrays: Arrays, mark: str) -> _Common:
        """The pack gives the same arrays where they are equal, and keeps them."""
        key = tuple([id(arrays.get(name)) for name in _COMMON])
        found = self._common.get(key)
        if found is None:
            tags, bounds = self._tags_of(arrays.get("tags", _NONE)), arrays.get("bounds", _NO_BOUNDS)
            counts = _in_order(tags, bounds[1:] - bounds[:-1])
            found = self._common[key] = _Common(tags, counts, self._told_of(arrays, mark))
        return found

    def _tags_of(self, numbers: NDArray[Any]) -> _Tags:
        key = numbers.tobytes()
        found = self._tags.get(key)
        if found is None:
            mine = self._names[numbers]
            order = np.argsort(mine, kind="stable") if (mine[1:] < mine[:-1]).any() else None
            found = self._tags[key] = _Tags(mine if order is None else mine[order], order)
        return found

    def _told_of(self, arrays: Arrays, mark: str) -> Told:
        tags, infos = arrays.get("told_tags", _NONE), arrays.get("told_infos", _NONE)
        said = [self._infos[number] for number in infos.tolist()]
        return Told(dict(zip(self._names[tags].tolist(), said, strict=True)), mark)

    def _index(self, arrays: Arrays) -> tuple[IndexBlock, ...]:
        tags = self._tags_of(arrays["index_tags"])
        entries = index.Entries(*(arrays[f"index_{name}"] for name in INDEX_COLUMNS))
        bounds = arrays["index_bounds"]
        if tags.order is not None:
            bounds, rows = _reordered(tags.order, bounds)
            entries = entries.pick(rows)
        return (IndexBlock(tags.numbers, bounds, entries),)

    def _starts(self, arrays: Arrays) -> tuple[Start, ...]:
        ends = arrays["start_ends"][:-1]
        tags = np.split(arrays.get("start_tags", _NONE), ends)
        counts = np.split(arrays.get("start_counts", _NONE), ends)
        known = [self._tags_of(numbers) for numbers in tags]
        ordered = [_in_order(part, count) for part, count in zip(known, counts, strict=True)]
        steps, times = arrays["start_steps"].tolist(), arrays["start_times"].tolist()
        numbers = [part.numbers for part in known]
        return tuple(map(Start, steps, times, numbers, ordered, arrays["start_offsets"].tolist()))


def _in_order(tags: _Tags, counts: Ints) -> Ints:
    return counts if tags.order is None else counts[tags.order]


def _blocks(tags: _Tags, arrays: Arrays) -> tuple[Block, ...]:
    if "steps" not in arrays:
        return ()
    values = arrays["values"] if "values" in arrays else arrays["doubles"]
    points, bounds = Points(arrays["steps"], arrays["wall_times"], values), arrays["bounds"]
    if tags.order is not None:
        bounds, rows = _reordered(tags.order, bounds)
        points = columns.pick(points, rows)
    return (Block(tags.numbers, bounds, points),)


def _reordered(order: Ints, bounds: Ints) -> tuple[Ints, Ints]:
    """Bounds and rows in the order of this process's numbers."""
    sizes = (bounds[1:] - bounds[:-1])[order]
    ends = np.cumsum(sizes)
    rows = np.repeat(bounds[:-1][order] - (ends - sizes), sizes) + np.arange(bounds[-1])
    return np.concatenate([_NO_BOUNDS, ends]), rows


def _info(plugin: str, name: str, description: str, content: str, data_class: int) -> TagInfo:
    return TagInfo(plugin, name, description, bytes.fromhex(content), data_class)
