"""What readers see: an immutable Snapshot with a version, and the Store that holds the newest one.

The writer builds new values and publishes them by one assignment; whoever holds a snapshot keeps a
consistent view for as long as it likes. Knows nothing of bytes, files on disk or HTTP.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.natural import natural_key
from ingest.run_data import FileData, RunData, Samples, ScalarSeries
from ingest.states import FileState, Problem, Progress, SourceState, State, TagInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


__all__ = [
    "FileData",
    "FileState",
    "Problem",
    "Progress",
    "RunData",
    "Samples",
    "ScalarSeries",
    "Snapshot",
    "SourceState",
    "State",
    "Store",
    "TagInfo",
]


@dataclass(frozen=True)
class Snapshot:
    """Everything loaded so far. ``runs`` is in natural order of names; ``version`` only ever rises."""

    version: int = 0
    runs: Mapping[str, RunData] = field(default_factory=dict)
    sources: tuple[SourceState, ...] = ()
    progress: Progress = field(default_factory=Progress)

    @cached_property
    def scalar_tags(self) -> Mapping[str, tuple[str, ...]]:
        """Each scalar tag, in natural order, with the names of the runs that have it."""
        return _owners(self.runs.values(), lambda run: run.scalar_tags)

    @cached_property
    def _tags(self) -> dict[str, Mapping[str, tuple[str, ...]]]:
        return {"scalars": self.scalar_tags}

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        """The plugins that have data, in alphabetical order."""
        return tuple(sorted({plugin for run in self.runs.values() for plugin in run.plugins}))

    def tags(self, plugin: str) -> Mapping[str, tuple[str, ...]]:
        """Each tag of a plugin, in natural order, with the names of the runs that have it."""
        if plugin not in self._tags:
            self._tags[plugin] = _owners(self.runs.values(), lambda run: run.tags(plugin))
        return self._tags[plugin]

    def scalars(self, run: str, tag: str) -> ScalarSeries | None:
        """The points of a tag of a run, or None where there is none."""
        found = self.runs.get(run)
        return found.scalars(tag) if found else None

    def samples(self, run: str, tag: str) -> Samples | None:
        """The samples of a tag of a run that are no scalars, or None where there are none."""
        found = self.runs.get(run)
        return found.samples(tag) if found else None


class Store:
    """Holds the newest snapshot. Readers take it by one attribute read; writers exclude each other."""

    def __init__(self) -> None:
        self._snapshot = Snapshot()
        self._lock = threading.Lock()
        self.checked_at: float | None = None
        """When the sources were last looked at, in seconds since 1970; no reason for a new version."""

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._snapshot

    def publish(
        self,
        runs: Iterable[RunData] = (),
        *,
        gone: Iterable[str] = (),
        sources: tuple[SourceState, ...] | None = None,
        progress: Progress | None = None,
    ) -> Snapshot:
        """Put new values in place of old ones; the version rises only where something changed."""
        with self._lock:
            old = self._snapshot
            changed = {run.name: run for run in runs}
            new = replace(
                old,
                runs=_updated(old.runs, changed, set(gone)),
                sources=old.sources if sources is None else sources,
                progress=old.progress if progress is None else progress,
            )
            if (new.runs is not old.runs) or (new.sources, new.progress) != (old.sources, old.progress):
                self._snapshot = replace(new, version=old.version + 1)
            return self._snapshot


def _owners(
    runs: Iterable[RunData], tags_of: Callable[[RunData], tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """Each tag of some runs, in natural order, with the names of the runs that have it."""
    groups: dict[tuple[str, ...], list[str]] = {}
    owners: dict[str, list[str]] = {}
    found = [(run.name, tags_of(run)) for run in runs]
    for name, tags in found:
        groups.setdefault(tags, []).append(name)
    if len(groups) == 1:  # all have the same tags, and these are in order
        ((tags, names),) = groups.items()
        return MappingProxyType(dict.fromkeys(tags, tuple(names)))
    for name, tags in found:
        for tag in tags:
            owners.setdefault(tag, []).append(name)
    ordered = sorted(owners, key=natural_key)
    return MappingProxyType({tag: tuple(owners[tag]) for tag in ordered})


def _updated(
    old: Mapping[str, RunData], changed: Mapping[str, RunData], gone: set[str]
) -> Mapping[str, RunData]:
    if not changed and not (gone & old.keys()):
        return old
    merged = {name: run for name, run in old.items() if name not in gone}
    merged.update(changed)
    if changed.keys() <= old.keys():
        return merged
    return {name: merged[name] for name in sorted(merged, key=natural_key)}
