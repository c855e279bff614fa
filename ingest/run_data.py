"""One run as readers see it: what its files gave, and its series and samples put together from them.

Immutable: a run that grows is another value. Knows nothing of bytes, files on disk or other runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ingest import columns, index, restarts
from ingest.columns import Ints
from ingest.compat.graph import INSTEAD
from ingest.names import Names, union
from ingest.natural import natural_key
from ingest.sampling import ALL, Sampling, chosen
from ingest.states import FileState, TagInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.columns import Block, Floats, Values
    from ingest.index import Entries, IndexBlock
    from ingest.newer import Newer
    from ingest.restarts import Start

_NONE: Ints = np.empty(0, np.int64)
_NOTHING: Mapping[int, int] = MappingProxyType({})


class FileData(NamedTuple):
    """What one event file has given so far.

    ``tag_ids`` int64[n], ascending: the tags that have scalars here; ``counts`` int64[n]: how many.
    ``index_blocks``: where everything stands that is no scalar; ``dropped``: how many items of each tag were
    left out, for those who bound memory; ``doubles``: the tags that have a value of more than 32 bits.
    """

    status: FileState
    tag_ids: Ints = _NONE
    counts: Ints = _NONE
    blocks: tuple[Block, ...] = ()
    start_time: float | None = None
    generation: int = 0
    starts: tuple[Start, ...] = ()
    index_blocks: tuple[IndexBlock, ...] = ()
    dropped: Mapping[int, int] = _NOTHING
    doubles: frozenset[int] = frozenset()

    def points(self, tag_id: int) -> int:
        """Points of a tag in this file."""
        at = int(np.searchsorted(self.tag_ids, tag_id))
        return int(self.counts[at]) if at < len(self.tag_ids) and self.tag_ids[at] == tag_id else 0

    def seen(self, tag_id: int) -> int:
        """Everything of a tag that was read in this file."""
        samples = sum(block.count(tag_id) for block in self.index_blocks)
        return self.points(tag_id) + samples + self.dropped.get(tag_id, 0)


@dataclass(frozen=True, slots=True)
class ScalarSeries:
    """The points of one tag of one run, in file order (files by name).

    ``steps`` int64[n], ``wall_times`` float64[n] in seconds since 1970, ``values`` float32[n] or
    float64[n]; all read-only. ``orphaned``: points that a restart made void and that are left out;
    ``restarts``: the steps at which the run began again.
    """

    run: str
    tag: str
    steps: Ints
    wall_times: Floats
    values: Values
    orphaned: int = 0
    restarts: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of one tag of one run that are no scalars, in file order: where to read them.

    ``entries``: steps, wall times and places; ``paths``: the run's event files; ``files`` int64[n]: in which
    of them each sample stands. ``orphaned``: samples that a restart made void and that are left out.
    """

    run: str
    tag: str
    info: TagInfo
    entries: Entries
    paths: tuple[str, ...]
    files: Ints
    orphaned: int = 0

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def steps(self) -> Ints:
        """int64[n]."""
        return self.entries.steps

    @property
    def wall_times(self) -> Floats:
        """float64[n]: seconds since 1970."""
        return self.entries.wall_times

    @property
    def extent(self) -> int:
        """The largest first dimension of a sample: how many sounds a step has at most, or images and 2."""
        return int(self.entries.extents.max(initial=0))


def _starts_among(entries: Entries, part: FileData) -> tuple[int, list[tuple[int, int]]]:
    """How many entries a file has; its starts, each as a step and how many of the entries come before it."""
    before = np.searchsorted(entries.offsets, [start.offset for start in part.starts])
    steps = [start.step for start in part.starts]
    return len(entries), list(zip(steps, before.tolist(), strict=True))


_UNTOLD = TagInfo("", data_class=0)
_SHOWN_AS = {stand_in: tag for tag, stand_in in INSTEAD.items()}


@dataclass(frozen=True)
class RunData:
    """One run: a directory with event files. Two equal (count, generation) of a tag mean equal points.

    ``purges``: whether points that a restart made void are left out unless asked for; ``sampling``: how
    many are kept of the others. ``newer``: plugins whose data here is of a version that we do not know.
    ``copies``: paths of files that hold but the beginning of another one, and are left out unless asked for.
    """

    name: str
    parts: tuple[FileData, ...] = ()
    names: Names = field(default_factory=Names, compare=False, repr=False)
    infos: Mapping[int, TagInfo] = field(default_factory=dict, compare=False, repr=False)
    purges: bool = True
    sampling: Sampling = ALL
    newer: Mapping[str, Newer] = field(default_factory=dict, compare=False, repr=False)
    copies: frozenset[str] = frozenset()

    @property
    def files(self) -> tuple[FileState, ...]:
        """The state of each event file, by name."""
        return tuple(part.status for part in self.parts)

    @cached_property
    def _shown(self) -> tuple[FileData, ...]:
        """The files without copies of others."""
        if not self.copies:
            return self.parts
        return tuple([part for part in self.parts if part.status.path not in self.copies])

    @property
    def generation(self) -> int:
        """Changes when a file was read again from its start, came late or went away, or a job restarted."""
        return hash(tuple((part.status.path, part.generation, len(part.starts)) for part in self._shown))

    @cached_property
    def start_time(self) -> float | None:
        """Wall time of the first event in seconds since 1970; None before there is one."""
        times = [part.start_time for part in self.parts if part.start_time is not None]
        return min(times, default=None)

    @cached_property
    def scalar_tags(self) -> tuple[str, ...]:
        """Tags that have at least one scalar, in natural order."""
        return self.names.in_order(union(part.tag_ids for part in self.parts))

    @cached_property
    def last_step(self) -> int | None:
        """The highest step of any scalar, of those that no restart made void."""
        blocks = [block for part in self.parts for block in part.blocks]
        if not blocks:
            return None
        if not self.purges or not (len(self.parts) > 1 or self.parts[0].starts):
            return max(int(block.points.steps.max()) for block in blocks)
        return self._last_kept(blocks)

    def _last_kept(self, blocks: Sequence[Block]) -> int | None:
        """Looks at the tags that reach highest first, until no other could have a higher step that counts."""
        tag_ids = np.concatenate([block.tag_ids for block in blocks])
        tops = np.concatenate(
            [np.maximum.reduceat(block.points.steps, block.bounds[:-1]) for block in blocks]
        )
        order = np.argsort(tops)[::-1]
        _, first = np.unique(tag_ids[order], return_index=True)
        last: int | None = None
        for row in order[np.sort(first)].tolist():
            if last is not None and tops[row] <= last:
                break
            series = self.scalars(self.names.text(int(tag_ids[row])))
            if series:
                top = int(series.steps.max())
                last = top if last is None else max(last, top)
        return last

    def count(self, tag: str) -> int:
        """Points or samples of a tag that stand in the files, whether they are kept or not."""
        numbers = [self.names.find(name) for name in (tag, INSTEAD.get(tag)) if name is not None]
        return sum(part.seen(number) for number in numbers if number is not None for part in self._shown)

    @cached_property
    def _tags(self) -> Mapping[str, tuple[str, ...]]:
        """The tags of each plugin, in natural order; those that nobody spoke of are the plugin ""."""
        found: dict[str, set[str]] = {}
        for number in union(block.tag_ids for part in self.parts for block in part.index_blocks).tolist():
            info, tag = self.infos.get(number), self.names.text(number)
            if info is None or info.plugin != "scalars":
                found.setdefault(info.plugin if info else "", set()).add(_SHOWN_AS.get(tag, tag))
        return {plugin: tuple(sorted(tags, key=natural_key)) for plugin, tags in sorted(found.items())}

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        """The plugins that have data, in alphabetical order."""
        present = {plugin for plugin in self._tags if plugin} | ({"scalars"} if self.scalar_tags else set())
        return tuple(sorted(present))

    def tags(self, plugin: str) -> tuple[str, ...]:
        """The tags that belong to a plugin and have data, in natural order."""
        return self.scalar_tags if plugin == "scalars" else self._tags.get(plugin, ())

    def extent(self, tag: str) -> int:
        """The largest first dimension of any sample of a tag; -1 where only looking into them tells."""
        if tag not in self._extents:
            tag_id = self.names.find(tag)
            found = [] if tag_id is None else [index.of_tag(part.index_blocks, tag_id) for part in self.parts]
            self._extents[tag] = max((int(part.extents.max(initial=-1)) for part in found), default=-1)
        return self._extents[tag]

    @cached_property
    def _extents(self) -> dict[str, int]:
        return {}

    def info(self, tag: str) -> TagInfo:
        """What the first event of a tag said of it."""
        for name in (tag, INSTEAD.get(tag)):
            tag_id = None if name is None else self.names.find(name)
            if tag_id is not None and tag_id in self.infos:
                return self.infos[tag_id]
        return TagInfo()

    def scalars(self, tag: str, *, raw: bool = False) -> ScalarSeries | None:
        """The points of a tag, or None where the run has none; with ``raw`` also orphaned and copied ones."""
        tag_id = self.names.find(tag)
        if tag_id is None:
            return None
        parts = self.parts if raw else self._shown
        stretches = [points for part in parts for points in columns.of_tag(part.blocks, tag_id)]
        if not stretches:
            return None
        points = columns.concatenate(stretches)
        if points.values.dtype == np.float64 and not any(tag_id in part.doubles for part in parts):
            points = columns.narrow(points)  # they stood in a block with others that are wider
        files = [
            (part.points(tag_id), [(start.step, start.before(tag_id)) for start in part.starts])
            for part in parts
        ]
        found = restarts.restarts(points, files) if len(files) > 1 or files[0][1] else []
        orphaned = restarts.orphans(points, found) if found and self.purges and not raw else None
        if orphaned is not None and orphaned.any():
            points = columns.pick(points, ~orphaned)
        number = 0 if orphaned is None else int(orphaned.sum())
        limit = 0 if raw else self.sampling.limit("scalars")
        if limit:
            points = columns.pick(points, chosen(points.steps, points.wall_times, limit))
        steps = tuple(restart.step for restart in found)
        return ScalarSeries(self.name, tag, points.steps, points.wall_times, points.values, number, steps)

    def samples(self, tag: str, *, raw: bool = False) -> Samples | None:
        """The samples of a tag that holds no scalars, or None; with ``raw`` also orphaned and copied ones."""
        for name in (tag, INSTEAD.get(tag)):
            tag_id = None if name is None else self.names.find(name)
            info = None if tag_id is None else self.infos.get(tag_id, _UNTOLD)
            if tag_id is None or info is None or info.plugin == "scalars":
                continue
            found = self._samples(tag_id, info, tag, raw=raw)
            if found is not None:
                return found
        return None

    def _samples(self, tag_id: int, info: TagInfo, tag: str, *, raw: bool) -> Samples | None:
        given = self.parts if raw else self._shown
        parts = [index.of_tag(part.index_blocks, tag_id) for part in given]
        entries = index.concatenate(parts)
        if not len(entries):
            return None
        files = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        starts = [_starts_among(mine, part) for mine, part in zip(parts, given, strict=True)]
        void = restarts.orphans(entries, restarts.restarts(entries, starts))
        orphaned = int(void.sum()) if self.purges and not raw else 0
        if orphaned:
            entries, files = entries.pick(~void), files[~void]
        limit = 0 if raw else self.sampling.limit(info.plugin)
        if limit:
            kept = chosen(entries.steps, entries.wall_times, limit)
            entries, files = entries.pick(kept), files[kept]
        paths = tuple(part.status.path for part in given)
        return Samples(self.name, tag, info, entries, paths, files, orphaned)
