"""Which runs are let through: by an expression for their names, and by the filters of columns. Pure."""

from __future__ import annotations

from ingest.store import Snapshot
from profiles.latest import Latest
from profiles.regex import matcher
from profiles.run_facts import compared_fact
from profiles.schema import ProfileData

_passing: Latest[tuple[str, ...]] = Latest(8)


def filtered_runs(snapshot: Snapshot, profile: ProfileData, run_filter: str = "") -> tuple[str, ...]:
    """Names that all filters let through, shown or hidden, in natural order; raises `BadPattern`."""
    names = _passing_columns(snapshot, profile)
    if not run_filter:
        return names
    matches = matcher(run_filter)
    return tuple(name for name in names if matches(name))


def about_filters(profile: ProfileData) -> str:
    """Equal where the filters of columns are."""
    return repr(sorted(profile.run_table.filtering.items()))


def _passing_columns(snapshot: Snapshot, profile: ProfileData) -> tuple[str, ...]:
    filters = profile.run_table.filtering
    if not filters:
        return tuple(snapshot.runs)

    def passes(name: str) -> bool:
        return all(each.passes(compared_fact(snapshot, name, column)) for column, each in filters.items())

    return _passing.get(snapshot, about_filters(profile), lambda: tuple(filter(passes, snapshot.runs)))
