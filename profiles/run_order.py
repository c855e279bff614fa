"""The order in which runs are listed: sorted by what a person chose, flat or folder by folder. Pure.

What is missing or no number comes last whichever way; equals stay in natural order of names.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np

from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles.latest import Latest
from profiles.run_facts import fact_of
from profiles.run_filter import about_filters, filtered_runs
from profiles.run_tree import Folder, in_tree_order, run_tree
from profiles.schema import ProfileData
from profiles.selection import is_limited, shown_runs

Names = tuple[str, ...]

_orders: Latest[Names] = Latest()
_trees: Latest[Folder] = Latest()


def sorting(snapshot: Snapshot, profile: ProfileData) -> tuple[str, bool]:
    """By what the runs are sorted, and whether downward: unsaid the oldest first, of very many the newest."""
    table = profile.run_table
    if table.sort:
        return table.sort, table.descending
    return "started", is_limited(snapshot, profile)


def listed_runs(snapshot: Snapshot, profile: ProfileData, run_filter: str = "") -> Names:
    """The runs that the filter lets through, as they are listed; raises `BadPattern`."""
    if profile.run_table.tree:
        return in_tree_order(listed_tree(snapshot, profile, run_filter))
    return _sorted(snapshot, profile, run_filter)


def listed_tree(snapshot: Snapshot, profile: ProfileData, run_filter: str = "") -> Folder:
    """The same as a tree: a folder comes where the first of its runs would; raises `BadPattern`."""
    names = _sorted(snapshot, profile, run_filter)
    return _trees.get(snapshot, names, lambda: run_tree(names))


def _sorted(snapshot: Snapshot, profile: ProfileData, run_filter: str) -> Names:
    by, descending = sorting(snapshot, profile)
    names = filtered_runs(snapshot, profile, run_filter)
    if by == "selected":
        shown = set(shown_runs(snapshot, profile))
        oldest = _by_value(snapshot, names, "started", descending=False)
        return tuple(sorted(oldest, key=lambda name: (name in shown) is descending))
    asked = about_filters(profile), run_filter, by, descending
    return _orders.get(snapshot, asked, lambda: _by_value(snapshot, names, by, descending=descending))


def _by_value(snapshot: Snapshot, names: Names, by: str, *, descending: bool) -> Names:
    if by == "name":
        return names[::-1] if descending else names
    found = [fact_of(snapshot, name, by) for name in names]
    if any(isinstance(value, str) for value in found):
        return _by_text(names, found, descending=descending)
    values = np.array([np.nan if value is None else value for value in found], np.float64)
    return tuple(names[i] for i in np.argsort(-values if descending else values, kind="stable"))


def _by_text(names: Names, found: list[Any], *, descending: bool) -> Names:
    told = [
        (natural_key(str(value)), name) for value, name in zip(found, names, strict=True) if value is not None
    ]
    untold = (name for value, name in zip(found, names, strict=True) if value is None)
    return (*(name for _, name in sorted(told, key=itemgetter(0), reverse=descending)), *untold)
