"""What a profile is made of: pins, colours, cards of several tags, grouping, scales; from JSON and to it.

A run is known by its name, whether or not an experiment's name stood before it. Keys of an entry that we do
not know are kept in its `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from tensorbored.plugins.core import checks

EXPERIMENT = "defaultExperimentId/"  # what the existing TensorBored puts before a run's name

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Other = Mapping[str, Any]


def nothing() -> Other:
    """No entries, for good."""
    return MappingProxyType({})


@dataclass(frozen=True)
class Pin:
    """A card that is kept at the top; `run` is None for a chart of all runs. The tag need not exist yet."""

    plugin: str
    tag: str
    run: str | None = None
    sample: int | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    other: Other = field(default_factory=nothing)

    @property
    def card(self) -> Hashable:
        """What is pinned: two pins of one card are one."""
        return self.plugin, self.tag, self.run, self.sample or 0, self.tags


@dataclass(frozen=True)
class RunColor:
    """A colour that somebody chose: `#rrggbb` in lower case."""

    color: str
    other: Other = field(default_factory=nothing)


@dataclass(frozen=True)
class GroupColor:
    """The colour of a group of runs: a number of the palette, a hash that stands for a hue, -1 for none."""

    color_id: int
    other: Other = field(default_factory=nothing)


@dataclass(frozen=True)
class SuperimposedCard:
    """Several tags in one chart, of all runs or of one."""

    id: str
    title: str
    tags: tuple[str, ...]
    run: str | None = None
    other: Other = field(default_factory=nothing)


@dataclass(frozen=True)
class GroupBy:
    """What runs are grouped by: one of `checks.GROUP_KEYS`, with its expression or hyperparameter."""

    key: str
    regex: str = ""
    other: Other = field(default_factory=nothing)
    hparam: str = ""


@dataclass(frozen=True)
class AxisScales:
    """The scales of one tag's chart; None leaves an axis to the profile."""

    y: str | None = None
    x: str | None = None


# --- from JSON --------------------------------------------------------------------------------------------


def listed(most: int, part: Callable[[Any, str], V]) -> Callable[[Any, str], tuple[V, ...]]:
    """A check for a list of such parts."""
    return lambda value, where: tuple(
        part(item, f"{where}[{i}]") for i, item in enumerate(checks.items(value, where, most))
    )


def frozen(pairs: Iterable[tuple[K, V]]) -> Mapping[K, V]:
    """The pairs as a mapping that nobody changes; of two with one key the latter counts."""
    return MappingProxyType(dict(pairs))


def pin(value: Any, where: str) -> Pin:
    """`{"plugin": "images", "tag": "samples", "runId": "exp1", "sample": 0}`."""
    entry = checks.mapping(value, where)
    sample = entry.get("sample")
    return Pin(
        plugin=checks.text(entry.get("plugin"), f"{where}.plugin", checks.MAX_TITLE),
        tag=checks.text(entry.get("tag"), f"{where}.tag"),
        run=run_or_none(entry.get("runId"), f"{where}.runId"),
        sample=None if sample is None else checks.whole(sample, f"{where}.sample", 0, checks.MAX_SAMPLE),
        title=checks.text(entry.get("title", ""), f"{where}.title", checks.MAX_TITLE),
        tags=tuple(checks.texts(entry.get("tags", []), f"{where}.tags", checks.MAX_CARDS)),
        other=_other(entry, where, {"plugin", "tag", "runId", "sample", "title", "tags"}),
    )


def run_color(value: Any, where: str) -> tuple[str, RunColor]:
    """`{"runId": "train", "color": "#2196F3"}`."""
    entry = checks.mapping(value, where)
    name = run(entry.get("runId"), f"{where}.runId")
    return name, RunColor(
        color(entry.get("color"), f"{where}.color"), _other(entry, where, {"runId", "color"})
    )


def group_color(value: Any, where: str) -> tuple[str, GroupColor]:
    """`{"groupKey": "experiment:exp1", "colorId": 0}`."""
    entry = checks.mapping(value, where)
    key = checks.text(entry.get("groupKey"), f"{where}.groupKey")
    number = checks.whole(entry.get("colorId"), f"{where}.colorId", *checks.COLOR_IDS)
    return key, GroupColor(number, _other(entry, where, {"groupKey", "colorId"}))


def superimposed(value: Any, where: str) -> SuperimposedCard:
    """`{"id": "custom-card-1", "title": "Loss", "tags": ["train/loss", "eval/loss"], "runId": null}`."""
    entry = checks.mapping(value, where)
    tags = checks.texts(entry.get("tags"), f"{where}.tags", checks.MAX_CARDS)
    return SuperimposedCard(
        id=checks.text(entry.get("id"), f"{where}.id", checks.MAX_TITLE),
        title=checks.text(entry.get("title"), f"{where}.title", checks.MAX_TITLE),
        tags=tuple(dict.fromkeys(tags)),
        run=run_or_none(entry.get("runId"), f"{where}.runId"),
        other=_other(entry, where, {"id", "title", "tags", "runId"}),
    )


def group_by(value: Any, where: str) -> GroupBy | None:
    """`{"key": "regex", "regex_string": "(train|eval)_.*"}` in any of its spellings, or null.

    Ours are `{"key": "folder"}` and `{"key": "hparam", "hparam": "lr"}`.
    """
    if value is None:
        return None
    entry = checks.mapping(value, where)
    spelling = "regexString" if "regexString" in entry else "regex_string"
    return GroupBy(
        key=checks.group_key(entry.get("key"), f"{where}.key"),
        regex=checks.text(entry.get(spelling, ""), f"{where}.{spelling}", checks.MAX_FILTER),
        hparam=checks.text(entry.get("hparam", ""), f"{where}.hparam"),
        other=_other(entry, where, {"key", "regexString", "regex_string", "hparam"}),
    )


def axis_scales(value: Any, where: str) -> AxisScales:
    """`{"y": "log10"}`."""
    return AxisScales(**checks.axes(value, where))


def selected(value: Any, where: str) -> tuple[str, bool]:
    """`{"type": "RUN_NAME", "value": "train", "selected": true}`."""
    entry = checks.mapping(value, where)
    kind = checks.one_of(entry.get("type"), f"{where}.type", checks.RUN_KINDS)
    named = run if kind == "RUN_ID" else checks.text
    return named(entry.get("value"), f"{where}.value"), checks.flag(
        entry.get("selected"), f"{where}.selected"
    )


def run(value: Any, where: str) -> str:
    """A run's name, however it was written."""
    return checks.text(value, where).removeprefix(EXPERIMENT)


def run_or_none(value: Any, where: str) -> str | None:
    """A run's name, or null for all runs."""
    return None if value is None else run(value, where)


def color(value: Any, where: str) -> str:
    """`#rrggbb` in lower case; `#rgb` is written out."""
    found = checks.color(value, where).lower()
    return found if len(found) == 7 else "#" + "".join(2 * digit for digit in found[1:])


# --- to JSON ----------------------------------------------------------------------------------------------


def json_from_pin(pin: Pin) -> dict[str, Any]:
    """What `pin` reads; only what is said."""
    entry = {**pin.other, "plugin": pin.plugin, "tag": pin.tag}
    if pin.run is not None:
        entry["runId"] = run_id(pin.run)
    if pin.sample is not None:
        entry["sample"] = pin.sample
    return (
        entry | ({"title": pin.title} if pin.title else {}) | ({"tags": list(pin.tags)} if pin.tags else {})
    )


def json_from_run_color(name: str, chosen: RunColor) -> dict[str, Any]:
    """What `run_color` reads."""
    return {**chosen.other, "runId": run_id(name), "color": chosen.color}


def json_from_group_color(key: str, chosen: GroupColor) -> dict[str, Any]:
    """What `group_color` reads."""
    return {**chosen.other, "groupKey": key, "colorId": chosen.color_id}


def json_from_superimposed(card: SuperimposedCard) -> dict[str, Any]:
    """What `superimposed` reads."""
    name = None if card.run is None else run_id(card.run)
    return {**card.other, "id": card.id, "title": card.title, "tags": list(card.tags), "runId": name}


def json_from_group_by(group_by: GroupBy | None) -> dict[str, Any] | None:
    """What `group_by` reads; the key as a number, which is what the existing TensorBored's pages look for.

    Keys that they do not know are words, which they pass over.
    """
    if group_by is None:
        return None
    number = checks.GROUP_KEYS.index(group_by.key)
    entry = {**group_by.other, "key": number if number < checks.NUMBERED_GROUP_KEYS else group_by.key}
    said = {"regexString": group_by.regex, "hparam": group_by.hparam}
    return entry | {name: text for name, text in said.items() if text}


def json_from_axis_scales(scales: AxisScales) -> dict[str, str]:
    """What `axis_scales` reads."""
    return {axis: scale for axis, scale in (("y", scales.y), ("x", scales.x)) if scale is not None}


def run_id(name: str) -> str:
    """A name that would be taken for one with an experiment before it gets another before it."""
    return EXPERIMENT + name if name.startswith(EXPERIMENT) else name


def _other(entry: Mapping[str, Any], where: str, known: set[str]) -> Other:
    return frozen(
        (key, checks.plain(value, checks.within(where, key)))
        for key, value in entry.items()
        if key not in known
    )
