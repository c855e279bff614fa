"""What of an event file is kept on disk: all that it gave, and where reading left off.

Tags are numbered anew in each pack and given this process's numbers when it is read, once for all files that
have the same ones. To keep one more array of a file: a line in KINDS, one in ``item``, one in ``entry``.
Knows nothing of directories, and does not decide whether a file still is the one that was read.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ingest import columns, index
from ingest.columns import Block, Ints, Points
from ingest.event_file import Position
from ingest.index import IndexBlock
from ingest.names import union
from ingest.pack import Item
from ingest.restarts import Start
from ingest.storage import FileStat
from ingest.store import FileData, FileState, TagInfo
from ingest.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ingest.names import Names
    from ingest.pack import Pack

    Arrays = Mapping[str, NDArray[Any]]

CODE = 9
"""Changes whenever the same bytes of an event file would give something else than before."""

KINDS = {
    "tags": "<i4",
    "bounds": "<i8",
    "steps": "<i8",
    "wall_times": "<f8",
    "values": "<f4",
    "doubles": "<f8",
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

SHARED = {"tags", "bounds", "steps", "told_tags", "told_infos", "index_tags", "index_bounds", "index_steps"}
"""Arrays that runs of one program have in common more often than not."""

_INDEX_COLUMNS = ("steps", "wall_times", "offsets", "lengths", "extents")

SETTLED_NS = 3 * 10**9
"""A file changed so shortly before it was read may have changed again without its time stamp moving."""

_NONE: Ints = np.empty(0, np.int64)
_NO_BOUNDS: Ints = np.zeros(1, np.int64)


class Entry(NamedTuple):
    """One file. ``before``: what the files before it in the run had told, as a digest; ``read_ns``: when it
    was read, since 1970.
    """

    position: Position
    data: FileData
    skip_reason: str | None
    told: Told
    before: str
    read_ns: int

    @property
    def is_settled(self) -> bool:
        """Whether the time stamp tells by itself that nothing happened to the file since."""
        return _is_settled(self.position.seen.mtime_ns, self.read_ns)

    @property
    def nbytes(self) -> int:
        """About how much room it takes."""
        columns = sum(block.nbytes for block in self.data.blocks)
        return 1024 + columns + sum(block.nbytes for block in self.data.index_blocks)


def _is_settled(mtime_ns: int, read_ns: int) -> bool:
    return read_ns - mtime_ns > SETTLED_NS


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
    columns = zip(_INDEX_COLUMNS, block.entries.columns(), strict=True)
    return {
        "index_tags": numbering.numbers(block.tag_ids),
        "index_bounds": block.bounds,
        **{f"index_{name}": column for name, column in columns},
    }


class Facts(NamedTuple):
    """What a pack's header says of a file; a list in JSON. ``read`` is how far, in bytes; ``head`` and
    ``tail`` are bytes of its samples.
    """

    name: str
    size: int
    mtime_ns: int
    identity: list[int]
    version: str
    at_end: bool
    read: int
    problem: str | None
    crc: int
    head: int
    tail: int
    start_time: float | None
    skipped: int
    skip_reason: str | None
    told: str
    before: str
    read_ns: int
    newer: int = 0

    @classmethod
    def of(cls, name: str, entry: Entry, names: Names) -> Facts:
        """Those of a file."""
        position, data = entry.position, entry.data
        seen = position.seen
        return cls(
            name=name,
            size=seen.size,
            mtime_ns=seen.mtime_ns,
            identity=[*seen.identity],
            version=seen.version,
            at_end=position.at_end,
            read=position.offset,
            problem=position.problem,
            crc=position.crc,
            head=len(position.head),
            tail=len(position.tail),
            start_time=data.start_time,
            skipped=data.status.skipped,
            skip_reason=entry.skip_reason,
            told=entry.told.mark(names),
            before=entry.before,
            read_ns=entry.read_ns,
            newer=data.status.newer,
        )

    def position(self, path: str, samples: bytes, at: int, gaps: bytes) -> Position:
        """Where reading left off; ``at``: where in the pack's ``samples`` its own begin."""
        seen = FileStat(path, self.size, self.mtime_ns, (self.identity[0], self.identity[1]), self.version)
        middle = at + self.head
        head, tail = samples[at:middle], samples[middle : middle + self.tail]
        return Position(seen, self.at_end, self.read, self.problem, self.crc, head, tail, gaps)

    def is_all_of(self, found: FileStat) -> bool:
        """Whether the file was read to the end that it has now, and nothing can have happened to it since."""
        return (
            self.at_end
            and self.mtime_ns == found.mtime_ns
            and self.size == found.size
            and self.identity == [*found.identity]
            and self.version == found.version
            and _is_settled(self.mtime_ns, self.read_ns)
        )

    def state(self, path: str) -> FileState:
        """How it stands, as long as nothing happens to it."""
        reasons = self.problem, None, self.skip_reason
        return FileState.of(path, self.size, self.read, *reasons, self.skipped, self.newer)


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
        entries = index.Entries(*(arrays[f"index_{name}"] for name in _INDEX_COLUMNS))
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
