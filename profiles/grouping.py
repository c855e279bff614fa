"""Which runs belong together: by a regular expression, by folder, or by the value of a hyperparameter.

Pure; groups are worked out once a snapshot. A profile whose expression cannot be used groups nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ingest.hparams import HParam
from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles.latest import Latest
from profiles.parts import GroupBy
from profiles.regex import BadPattern, Captures, capturer
from profiles.run_facts import run_hparams
from profiles.schema import ProfileData

PSEUDO_GROUP = "pseudo_group"  # TensorBoard's name for all matches of an expression without groups
TOP_LEVEL = "(top level)"

Place = tuple[str, str]
"""The key of a group, as `groupColors` has it, and its label."""


@dataclass(frozen=True)
class Group:
    """Runs that belong together, in natural order of names. ``key``: as `groupColors` of a profile has it."""

    key: str
    label: str
    runs: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """How profiles name it: as the README does, as TensorBoard does, or by its label."""
        scope, _, name = self.key.partition(":")
        return self.key, f"{scope}|{name}", self.label


_latest: Latest[tuple[Group, ...]] = Latest()


def groups(snapshot: Snapshot, profile: ProfileData) -> Mapping[str, tuple[str, ...]]:
    """Label of a group to the names of its runs; empty where each run stands for itself."""
    return MappingProxyType({group.label: group.runs for group in grouped_by(snapshot, profile.group_by)})


def grouped_by(snapshot: Snapshot, group_by: GroupBy | None) -> tuple[Group, ...]:
    """The groups, in natural order of labels; none where the expression cannot be used."""
    try:
        return grouping(snapshot, group_by)
    except BadPattern:
        return ()


def grouping(snapshot: Snapshot, group_by: GroupBy | None) -> tuple[Group, ...]:
    """The same; raises `BadPattern`."""
    if group_by is None or group_by.key == "run":
        return ()
    asked = group_by.key, group_by.regex, group_by.hparam
    return _latest.get(snapshot, asked, lambda: _groups(snapshot.runs, _place(snapshot, group_by)))


def _groups(names: Iterable[str], place: Callable[[str], Place | None]) -> tuple[Group, ...]:
    found: dict[Place, list[str]] = {}
    for name in names:
        at = place(name)
        if at is not None:
            found.setdefault(at, []).append(name)
    labels = {label for _, label in found}
    clear = len(labels) == len(found)  # names may hold anything: two captures can look like one
    made = (Group(key, label if clear else key, tuple(runs)) for (key, label), runs in found.items())
    return tuple(sorted(made, key=lambda group: natural_key(group.label)))


def _place(snapshot: Snapshot, group_by: GroupBy) -> Callable[[str], Place | None]:
    """What says of a run where it belongs; None for nowhere."""
    if group_by.key == "folder":
        return _folder
    if group_by.key == "experiment":
        return _experiment
    if group_by.key == "hparam":
        said = run_hparams(snapshot)
        return lambda name: _hparam(group_by.hparam, said[name].get(group_by.hparam))
    return _regex(group_by.regex, by_experiment=group_by.key == "regex_by_exp")


def _folder(name: str) -> Place:
    folder = name.rpartition("/")[0]
    return f"folder:{folder}", folder or TOP_LEVEL


def _experiment(name: str) -> Place:
    """The first folder: with `--logdir_spec` the name of the directory."""
    experiment, slash, _ = name.partition("/")
    return f"experiment:{experiment if slash else ''}", (slash and experiment) or TOP_LEVEL


def _hparam(name: str, value: HParam | None) -> Place | None:
    if value is None:
        return None
    text = json.dumps(value)
    shown = value if isinstance(value, str) else text.removesuffix(".0")
    return f"hparam:{name}|{text}", f"{name}={shown}"


def _regex(pattern: str, *, by_experiment: bool) -> Callable[[str], Place | None]:
    if not pattern:
        return lambda name: None
    captures = capturer(pattern)
    scope = f"{'regex_by_exp' if by_experiment else 'regex'}:{pattern}"

    def place(name: str) -> Place | None:
        found = captures(name)
        if found is None:
            return None
        key, label = _captured(found, pattern)
        if not by_experiment:
            return f"{scope}|{key}", label
        experiment = _experiment(name)[1]
        return f"{scope}|{json.dumps([experiment, key])}", f"{experiment}: {label}"

    return place


def _captured(found: Captures, pattern: str) -> tuple[str, str]:
    if not found:
        return PSEUDO_GROUP, pattern
    return json.dumps(found, separators=(",", ":")), ", ".join(text or "–" for text in found)
