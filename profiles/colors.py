"""The colour of a run: what somebody chose, else its group's, else its own.

Its own comes from the name alone wherever possible, so a run looks the same in every logdir. Runs are given
their colours in the order in which they started: one that would look like its neighbours in the list, or
like those started just before it, tries again. So a run added later never changes an earlier one's.
"""

from __future__ import annotations

import math
import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles.grouping import Group, grouped_by
from profiles.latest import Latest
from profiles.palette import HUES, Color, chosen, distances, inactive, numbered, palette
from profiles.parts import GroupColor
from profiles.schema import ProfileData
from profiles.shared_colors import shared_colors

__all__ = ["Color", "group_colors", "own_colors", "run_colors"]

APART = 0.12  # OKLab distance to the neighbours in the list
APART_IN_TIME = ((7, 0.1), (24, 0.05))  # and to so many runs started just before

_ENOUGH = np.array(
    [max(far for count, far in APART_IN_TIME if i < count) for i in range(APART_IN_TIME[-1][0])]
)
_ENOUGH = _ENOUGH[:, None]  # how far apart from each of those before, the latest first

_VIVID_TRIES, _TRIES = 8, 20
_PLAIN = ProfileData()


class Assignment:
    """Colours given so far. Runs are handed over in the order in which they started."""

    def __init__(self) -> None:
        self.order: list[tuple[float, str]] = []
        self._listed: list[tuple[str, int]] = []
        self._recent: list[int] = []  # the latest first
        self.colors: dict[str, Color] = {}

    def extend(self, runs: Iterable[tuple[float, str]]) -> None:
        """Give each of these runs, which started after those before, a colour."""
        for started, name in runs:
            key = natural_key(name)
            at = bisect_left(self._listed, (key, -1))
            beside = [index for _, index in self._listed[max(at - 1, 0) : at + 1]]
            index = _pick(name, beside, self._recent)
            self._listed.insert(at, (key, index))
            self._recent = [index, *self._recent][: APART_IN_TIME[-1][0]]
            self.order.append((started, name))
            self.colors[name] = palette()[index]


_lock = threading.Lock()
_assignment = Assignment()
_seen: tuple[weakref.ref[Snapshot] | None, Mapping[str, Color]] = (None, MappingProxyType({}))
_latest: Latest[Mapping[str, Color]] = Latest()
_grouped: Latest[Mapping[str, Color]] = Latest()


def run_colors(snapshot: Snapshot, profile: ProfileData = _PLAIN) -> Mapping[str, Color]:
    """The colour of every run of a snapshot, as a profile wants it."""
    shared, own = shared_colors(snapshot), own_colors(snapshot)
    if not (profile.run_colors or profile.group_by or shared):
        return own
    told = tuple((name, said.color) for name, said in profile.run_colors.items())
    asked = shared.stamp, told, _about_groups(profile)
    return _latest.get(snapshot, asked, lambda: _layered(snapshot, profile, own, shared.colors))


def own_colors(snapshot: Snapshot) -> Mapping[str, Color]:
    """Each run's own colour. The newest snapshot's are kept, and added to by the next.

    While runs are still being found they come in any order: then they are given colours as they come, and
    all of them anew once everything is there.
    """
    global _assignment, _seen
    with _lock:
        reference, colors = _seen
        if reference is None or reference() is not snapshot:
            order = sorted((run.start_time or math.inf, name) for name, run in snapshot.runs.items())
            _assignment = _continued(_assignment, order, anyhow=snapshot.progress.loading)
            colors = MappingProxyType({name: _assignment.colors[name] for _, name in order})
            _seen = weakref.ref(snapshot), colors
        return colors


def _continued(given: Assignment, order: list[tuple[float, str]], *, anyhow: bool) -> Assignment:
    """The colours so far and those that follow, where these follow; else all of them anew."""
    if anyhow and given.colors.keys() <= {name for _, name in order}:
        given.extend(run for run in order if run[1] not in given.colors)
        return given
    before = len(given.order)
    if given.order != order[:before]:
        given, before = Assignment(), 0
    given.extend(order[before:])
    return given


def group_colors(snapshot: Snapshot, profile: ProfileData) -> Mapping[str, Color]:
    """The colour of each group by its label: the one chosen for it, else one of its own."""
    groups = grouped_by(snapshot, profile.group_by)
    return _grouped.get(snapshot, _about_groups(profile), lambda: _of_groups(snapshot, profile, groups))


def _about_groups(profile: ProfileData) -> tuple[object, ...]:
    by = profile.group_by
    numbers = tuple((key, said.color_id) for key, said in profile.group_colors.items())
    return (by.key, by.regex, by.hparam, numbers) if by else ()


def _layered(
    snapshot: Snapshot, profile: ProfileData, own: Mapping[str, Color], shared: Mapping[str, str]
) -> Mapping[str, Color]:
    colors = dict(own) | {name: chosen(color) for name, color in shared.items() if name in own}
    groups = grouped_by(snapshot, profile.group_by)
    if groups:
        colors = dict.fromkeys(own, inactive())
        by_group = group_colors(snapshot, profile)
        colors |= {name: by_group[group.label] for group in groups for name in group.runs}
    colors |= {name: chosen(said.color) for name, said in profile.run_colors.items() if name in own}
    return MappingProxyType(colors)


def _of_groups(snapshot: Snapshot, profile: ProfileData, groups: Iterable[Group]) -> Mapping[str, Color]:
    """Groups come into being with their first run, so one that comes later changes no other's colour."""
    runs, told = snapshot.runs, profile.group_colors
    first = {group.key: min(runs[name].start_time or math.inf for name in group.runs) for group in groups}
    given = Assignment()
    given.extend(sorted((started, key) for key, started in first.items()))
    return {
        group.label: given.colors[group.key] if number is None else numbered(number)
        for group, number in ((group, _told(group, told)) for group in groups)
    }


def _told(group: Group, told: Mapping[str, GroupColor]) -> int | None:
    return next((told[key].color_id for key in group.spellings if key in told), None)


def _pick(name: str, beside: list[int], recent: list[int]) -> int:
    """The first of the name's own choices that stands apart; else the colour that does so best."""
    far = distances()
    apart = (far[recent] / _ENOUGH[: len(recent)]).min(axis=0, initial=np.inf)
    apart[far[beside].min(axis=0, initial=np.inf) < APART] = -np.inf  # who is beside it counts for more
    choices = _choices(name)
    good = next((index for index in choices if apart[index] >= 1), None)
    if good is not None:
        return good
    first = choices[0]  # equally good ones are told apart by the name
    return int((np.roll(apart, -first).argmax() + first) % len(far))


def _choices(name: str) -> list[int]:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=2 * _TRIES).digest()
    numbers = [digest[2 * i] << 8 | digest[2 * i + 1] for i in range(_TRIES)]
    every = len(palette())
    return [n % HUES if i < _VIVID_TRIES else n % every for i, n in enumerate(numbers)]
