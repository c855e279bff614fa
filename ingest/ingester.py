"""The loop: discover, load what changed (newest first, several runs at once), publish, sleep.

Time comes in as arguments. Failures of one file stay with that file; what goes wrong with a whole
cycle is logged once and tried again in the next one.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest import newer
from ingest.library import Library
from ingest.logdir import Logdirs
from ingest.run_loader import RunLoader
from ingest.sampling import ALL
from ingest.store import Progress

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.cache import Cache
    from ingest.logdir import Found, Source
    from ingest.sampling import Sampling
    from ingest.store import RunData, SourceState, Store

logger = logging.getLogger(__name__)

_Loaded = tuple[list[RunLoader], list[RunLoader]]

PUBLISH_EVERY = 0.25
"""Seconds between snapshots while a load is going on."""

BATCH = 1 << 22
"""Bytes of small runs that one thread reads in a row."""

REMOTE_THREADS = 16
"""Files of remote logdirs that are read at once: each spends its time waiting for an answer."""

SLICE = 0.5
"""Seconds that one run is read before what it has is published and the next one gets its turn."""


class Ingester:
    """Keeps a store up to date with some sources. One thread at a time may run it.

    ``checks``: whether every payload is compared with its checksum; then nothing may come from a cache.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        store: Store,
        interval: float = 5.0,
        *,
        threads: int | None = None,
        purge_orphaned: bool = True,
        sampling: Sampling = ALL,
        checks: bool = False,
        cache: Cache | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._logdirs = Logdirs(sources)
        self._is_remote = any(source.is_remote for source in sources)
        self._store = store
        self._interval = interval
        self._threads = threads or (REMOTE_THREADS if self._is_remote else min(8, os.cpu_count() or 1))
        self._clock = clock
        self._library = Library()
        self._cache = cache
        self._sources = sources
        self._finished: list[RunLoader] = []
        self._purges = purge_orphaned
        self._sampling = sampling
        self._checks = checks
        self._loaders: dict[str, RunLoader] = {}
        self._reported: dict[str, tuple[str, str] | None] = {}
        self._unreadable: dict[str, str] = {}
        self._newer: set[str] = set()
        self._settled: Found | None = None
        self._progress = Progress(loading=True)
        store.publish(progress=self._progress)

    def run_once(self) -> None:
        """One cycle: afterwards the store has everything that was on disk when it began."""
        if self._cache and self._cache.open(self._sources, self._library.names):
            self._logdirs.recall(self._cache.memories())
        found = self._logdirs.look()
        self._report_sources(found.sources)
        gone, waiting = self._changes(found)
        if waiting or gone or self._progress.loading:
            self._load(waiting, found, gone)
        if self._cache:
            self._keep(self._cache, found)
        self._store.publish(sources=found.sources)
        self._store.checked_at = self._clock()

    def close(self, patience: float | None = None) -> None:
        """Let what is being written come to its end, or cut it off after so many seconds."""
        if self._cache:
            self._cache.close(patience)

    def run_forever(self, stop: threading.Event) -> None:
        """Cycle until told to stop; an interval of 0 means load once."""
        while not stop.is_set():
            try:
                self.run_once()
            except Exception:
                logger.exception("Loading failed; it will be tried again in %g s", self._interval)
            if not self._interval:
                return
            stop.wait(self._interval)

    def _changes(self, found: Found) -> tuple[set[str], list[RunLoader]]:
        """Runs that went and loaders with something to read; the very same value again brings neither."""
        if found is self._settled:
            return set(), []
        gone = self._loaders.keys() - found.runs.keys()
        for name in gone:
            del self._loaders[name]
        waiting = self._synchronize(found)
        self._settled = None if waiting else found
        return gone, waiting

    def _synchronize(self, found: Found) -> list[RunLoader]:
        """Loaders with something to read, the run that changed last first."""
        stale = []
        for name, files in found.runs.items():
            loader = self._loaders.get(name)
            if loader is None:
                loader = self._loaders[name] = RunLoader(
                    name,
                    self._library,
                    purges=self._purges,
                    sampling=self._sampling,
                    checks=self._checks,
                    cache=self._cache,
                )
            if loader.synchronize(files):
                stale.append(loader)
        return sorted(stale, key=lambda loader: loader.newest, reverse=True)

    def _load(self, waiting: list[RunLoader], found: Found, gone: set[str]) -> None:
        """Load in threads, publishing every now and then; numpy lets the others run where bytes are read."""
        sizes = [file.size for files in found.runs.values() for file in files]
        total, files = sum(sizes), len(sizes)
        quiet = sum(loader.bytes_read for loader in self._loaders.values()) - _bytes(waiting)
        fresh: list[RunLoader] = []
        published = kept = time.monotonic()
        for loader in self._loaded(waiting):
            fresh.append(loader)
            if time.monotonic() - published < PUBLISH_EVERY:
                continue
            read = quiet + _bytes(waiting)
            self._progress = replace(self._progress, bytes_read=read, bytes_total=total, files_total=files)
            self._publish(fresh, found.sources)
            fresh, published = [], time.monotonic()
            if self._cache and published - kept > self._cache.every:  # a long load may not see its end
                self._keep(self._cache, found)
                kept = published
        self._progress = Progress(total, total, files, loading=False, finished_at=self._clock())
        self._publish(fresh, found.sources, gone)

    def _loaded(self, waiting: list[RunLoader]) -> Iterator[RunLoader]:
        """Each loader when it has something new; a long run comes several times, between the others."""
        stale: list[RunLoader] = []
        for loader in waiting:
            if loader.take_as_kept():
                yield loader
            else:
                stale.append(loader)
        queue = deque(_batches(stale, 0 if self._is_remote else BATCH))
        if len(queue) == 1:  # a thread for it would only be waited for
            while queue:
                yield from self._loaded_of(self._load_batch(queue.popleft()), queue)
            return
        running: set[Future[_Loaded]] = set()
        with ThreadPoolExecutor(self._threads, thread_name_prefix="ingest") as pool:
            while queue or running:
                while queue and len(running) < 2 * self._threads:
                    running.add(pool.submit(self._load_batch, queue.popleft()))
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from self._loaded_of(future.result(), queue)

    def _loaded_of(self, loaded: _Loaded, queue: deque[list[RunLoader]]) -> list[RunLoader]:
        """What a batch loaded; those that are not finished get in line again."""
        loaders, unfinished = loaded
        if self._cache:
            self._finished += [loader for loader in loaders if loader not in unfinished]
        queue.extend([loader] for loader in unfinished)
        return loaders

    def _load_batch(self, loaders: list[RunLoader]) -> _Loaded:
        """Load some runs; returns those that have something new, and those of them that are not finished."""
        with self._library.turn if len(loaders) > 1 else nullcontext():
            return loaders, [loader for loader in loaders if not _is_finished(loader)]

    def _keep(self, cache: Cache, found: Found) -> None:
        """Have what is new written down, for when the sources are opened again."""
        for loader in self._finished:
            cache.note(loader.files)
        self._finished = []
        paths = lambda: {file.path for files in found.runs.values() for file in files}  # noqa: E731
        cache.tend(paths, self._logdirs.remember)

    def _publish(
        self, loaders: list[RunLoader], sources: tuple[SourceState, ...], gone: Iterable[str] = ()
    ) -> None:
        loaded = {loader.name: loader.data() for loader in loaders}
        runs = [run for run in loaded.values() if run is not None]
        empty = {name for name, run in loaded.items() if run is None}
        self._report(runs)
        self._store.publish(runs, gone=empty.union(gone), sources=sources, progress=self._progress)

    def _report_sources(self, sources: Iterable[SourceState]) -> None:
        """Say once why a source cannot be read, and once more when it can be again."""
        for source in sources:
            if source.reason != self._unreadable.get(source.path, ""):
                self._unreadable[source.path] = source.reason
                logger.warning("%s: %s", source.path, source.reason or "It can be read again.")

    def _report(self, runs: list[RunData]) -> None:
        """Say once what is wrong with a file, and once more when nothing is any longer."""
        for file in [part.status for run in runs for part in run.parts]:
            trouble = (file.state, file.reason) if file.reason else None
            if trouble != self._reported.get(file.path):
                self._reported[file.path] = trouble
                logger.warning("Event file %r: %s", file.path, file.reason or "it can be read again")
        self._report_newer(runs)

    def _report_newer(self, runs: list[RunData]) -> None:
        """Say once what is newer than this program, wherever else the same is found."""
        for notice in (notice for run in runs for notice in newer.notices(run)):
            if notice.what not in self._newer:
                self._newer.add(notice.what)
                logger.warning("%r: %s", notice.where, notice.sentence)


def _batches(loaders: list[RunLoader], largest: int) -> Iterator[list[RunLoader]]:
    """Small runs together, for a thread's turn costs more than a small run; large ones by themselves."""
    batch: list[RunLoader] = []
    size = 0
    for loader in loaders:
        batch.append(loader)
        size += loader.bytes_waiting
        if size > largest:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _is_finished(loader: RunLoader) -> bool:
    try:
        return loader.load(_deadline(SLICE))
    except Exception:
        logger.exception("The run %r could not be loaded; the others go on", loader.name)
        return True


def _bytes(loaders: Sequence[RunLoader]) -> int:
    return sum(loader.bytes_read for loader in loaders)


def _deadline(seconds: float) -> Callable[[], bool]:
    """Whether the time is up; it runs from the first question, for a run may wait for its thread."""
    end: float | None = None

    def is_over() -> bool:
        nonlocal end
        now = time.monotonic()
        if end is None:
            end = now + seconds
        return now > end

    return is_over
