"""What to load and how, as the command line, the server and gunicorn's workers agree on it: by the
``TENSORBORED_*`` variables.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest import cache
from ingest.ingester import Ingester
from ingest.logdir import sources_from
from ingest.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.logdir import Source
    from ingest.store import Store


def collect_rarely() -> None:
    """For programs that load: lasting objects come by the thousand, and looking for garbage among them again
    and again takes a quick load a fifth of its time.
    """
    gc.set_threshold(100_000)


@dataclass(frozen=True)
class Plan:
    """The flags that concern ingest; ``interval`` in seconds, 0 loads once; no ``cache_dir``: the user's;
    ``samples``: how many are kept, by plugin; ``checksum``: whether every payload is verified;
    ``threads``: how many runs are read at once, None for what suits the machine.
    """

    logdir: str
    logdir_spec: str = ""
    interval: float = 5.0
    purge_orphaned: bool = True
    cache: bool = False
    cache_dir: str = ""
    samples: str = ""
    checksum: bool = False
    threads: int | None = None

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Plan:
        """The plan that the variables make; those that are absent have the flags' defaults."""
        return cls(
            variables.get("TENSORBORED_LOGDIR", ""),
            variables.get("TENSORBORED_LOGDIR_SPEC", ""),
            float(variables.get("TENSORBORED_RELOAD_INTERVAL") or cls.interval),
            variables.get("TENSORBORED_PURGE_ORPHANED_DATA", "true") == "true",
            variables.get("TENSORBORED_CACHE", "true") == "true",
            variables.get("TENSORBORED_CACHE_DIR", ""),
            variables.get("TENSORBORED_SAMPLES_PER_PLUGIN", ""),
            bool(variables.get("TENSORBORED_CHECKSUM")),
            int(variables.get("TENSORBORED_MAX_RELOAD_THREADS") or 0) or None,
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where to look."""
        return sources_from(self.logdir, self.logdir_spec)

    def ingester(self, store: Store) -> Ingester:
        """The loop that fills a store."""
        # What is kept serves those who want everything: a sample of it is not worth keeping. And what was
        # kept says nothing of how the file's bytes are now, which is what a checksum is asked for.
        sampling = self.sampling
        wants_cache = self.cache and not sampling.highest and not self.checksum
        kept = cache.of_user(self.cache_dir) if wants_cache else None
        return Ingester(
            self.sources,
            store,
            self.interval,
            threads=self.threads,
            purge_orphaned=self.purge_orphaned,
            sampling=sampling,
            checks=self.checksum,
            cache=kept,
        )

    @property
    def sampling(self) -> Sampling:
        """The bounds, as ``flags.samples_per_plugin`` writes them: plugin=number, joined by commas."""
        pairs = (part.split("=") for part in self.samples.split(",") if part)
        return Sampling({plugin: int(number) for plugin, number in pairs})
