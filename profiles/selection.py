"""Which runs a person sees: the profile's choice, then the filters. Pure; knows nothing of requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from heapq import nlargest

from ingest.store import RunData, Snapshot
from profiles.latest import Latest
from profiles.run_filter import filtered_runs
from profiles.schema import ProfileData

MANY_RUNS = 500
NEWEST = 100

_newest_of: Latest[frozenset[str]] = Latest()


def is_limited(snapshot: Snapshot, profile: ProfileData) -> bool:
    """Whether there are so many runs that, unasked, only the newest are shown."""
    return profile.run_selection_default is None and len(snapshot.runs) > MANY_RUNS


def shown_runs(snapshot: Snapshot, profile: ProfileData, run_filter: str = "") -> tuple[str, ...]:
    """Names of the runs that are drawn, in natural order; raises `BadPattern`."""
    names = filtered_runs(snapshot, profile, run_filter)
    chosen = _chosen(snapshot, profile)
    return names if len(chosen) == len(snapshot.runs) else tuple(name for name in names if name in chosen)


def without_empty_selection(snapshot: Snapshot, profile: ProfileData) -> ProfileData:
    """A profile that is applied: where its choice would show none of the runs, it shows all."""
    if snapshot.progress.loading or _chosen(snapshot, profile):
        return profile
    return replace(profile, run_selection=ProfileData().run_selection, run_selection_default=None)


def choose(
    snapshot: Snapshot, profile: ProfileData, change: Callable[[ProfileData], ProfileData]
) -> ProfileData:
    """A change to what is drawn: runs that were chosen and are gone have no say in what comes of it."""
    after = change(_without_gone(snapshot, profile, None))
    return _without_gone(snapshot, after, False)


def _without_gone(snapshot: Snapshot, profile: ProfileData, default: bool | None) -> ProfileData:
    """Where only runs that are gone are chosen, none is; ``default``: what all runs are then."""
    only = profile.run_selection_default is False and any(profile.run_selection.values())
    if not only or any(name in snapshot.runs for name, shown in profile.run_selection.items() if shown):
        return profile
    return replace(profile, run_selection=ProfileData().run_selection, run_selection_default=default)


def _chosen(snapshot: Snapshot, profile: ProfileData) -> Set[str]:
    told = profile.run_selection
    if profile.run_selection_default is False:
        only = {name for name, shown in told.items() if shown}
        there = only.intersection(snapshot.runs)
        are_gone = bool(only) and not there and not snapshot.progress.loading
        return set(snapshot.runs) if are_gone else there
    base = _newest(snapshot) if is_limited(snapshot, profile) else snapshot.runs.keys()
    hidden = {name for name, shown in told.items() if not shown}
    return (base | {name for name, shown in told.items() if shown and name in snapshot.runs}) - hidden


def _newest(snapshot: Snapshot) -> frozenset[str]:
    return _newest_of.get(snapshot, None, lambda: _started_last(snapshot.runs))


def _started_last(runs: Mapping[str, RunData]) -> frozenset[str]:
    return frozenset(nlargest(NEWEST, runs, key=lambda name: runs[name].start_time or 0.0))
