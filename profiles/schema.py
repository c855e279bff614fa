"""A profile as a typed value, read from JSON once and written back without losing what we do not know.

Field names in JSON are those of the existing TensorBored; `runSelectionDefault`, `pageSize`, `baselineRun`,
`runTable`, `xAxis`, `largeCards`, `partition`, `savePins`, `hideEmptyCards`, `cardWidth`, `cardSizes`,
`tagCategories` and `toolbar` are ours.
Knows nothing of requests, databases or which runs exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from profiles import parts
from profiles.card_sizes import CardSize, card_size, json_from_card_size, width_or_none
from profiles.parts import (
    AxisScales,
    GroupBy,
    GroupColor,
    Other,
    Pin,
    RunColor,
    SuperimposedCard,
    frozen,
    listed,
    nothing,
)  # fmt: skip
from profiles.run_table import RunTable, json_from_run_table, run_table
from tensorbored.plugins.core import checks
from tensorbored.plugins.core import profile_checks as check
from tensorbored.plugins.core.checks import BadProfile
from tensorbored.plugins.core.profile import DEFAULT_NAME, DEFAULT_SMOOTHING, PROFILE_VERSION

__all__ = [
    "PAGE_SIZE", "BadProfile", "ProfileData", "is_wrapped", "json_from_profile", "page_size",
    "profile_from_json", "wrapped",
]  # fmt: skip

PAGE_SIZE = 12
MAX_PAGE_SIZE = 200
MAX_CHOICES = 100
MAX_CATEGORIES = 100
X_AXES = ("step", "relative-step", "relative", "wall", "metric")
SYMLOG_THRESHOLD = 1.0
FIELDS = {
    "version", "name", "lastModifiedTimestamp", "pinnedCards", "runColors", "groupColors",
    "superimposedCards", "tagFilter", "runFilter", "smoothing", "groupBy", "runSelection",
    "runSelectionDefault", "metricDescriptions", "yAxisScale", "xAxisScale", "tagAxisScales",
    "symlogLinearThreshold", "tagSymlogLinearThresholds", "expandedTagGroups", "pageSize",
    "baselineRun", "runTable",
    "xAxis", "largeCards", "partition", "savePins", "hideEmptyCards", "cardWidth", "cardSizes",
    "tagCategories", "toolbar",
}  # fmt: skip
_ALSO_IN_ENVELOPES = {"version", "name"}

T = TypeVar("T")


@dataclass(frozen=True)
class ProfileData:
    """What a person wants to keep.

    ``run_selection``: run name to shown or hidden. ``run_selection_default``: what unlisted runs are; None
    leaves it to the page (all, or the newest where there are very many). ``modified``: milliseconds since
    1970. Scales of None leave it to the page. ``baseline_run``: what others are compared with.
    ``large_cards``: their tags. ``partition``: whether a curve whose x goes back is cut. ``save_pins``:
    whether pins outlive the visit. ``hide_empty_cards``: whether a tag of which no selected run has values
    is left out. ``card_width``: the least of all cards, in pixels; None leaves it to the page.
    ``card_sizes``: cards of a size of their own. ``tag_categories``: expressions that make categories of
    tags. ``toolbar``: what was chosen in toolbars of single dashboards, by the name that addresses have for
    it. ``other``: every field that this version has no use for, as it came.
    """

    name: str = DEFAULT_NAME
    modified: int = 0
    pins: tuple[Pin, ...] = ()
    run_colors: Mapping[str, RunColor] = field(default_factory=nothing)
    group_colors: Mapping[str, GroupColor] = field(default_factory=nothing)
    superimposed: tuple[SuperimposedCard, ...] = ()
    tag_filter: str = ""
    run_filter: str = ""
    smoothing: float = DEFAULT_SMOOTHING
    group_by: GroupBy | None = None
    run_selection: Mapping[str, bool] = field(default_factory=nothing)
    run_selection_default: bool | None = None
    metric_descriptions: Mapping[str, str] = field(default_factory=nothing)
    y_axis_scale: str | None = None
    x_axis_scale: str | None = None
    tag_axis_scales: Mapping[str, AxisScales] = field(default_factory=nothing)
    symlog_threshold: float = SYMLOG_THRESHOLD
    tag_symlog_thresholds: Mapping[str, float] = field(default_factory=nothing)
    expanded_tag_groups: Mapping[str, bool] = field(default_factory=nothing)
    page_size: int = PAGE_SIZE
    baseline_run: str | None = None
    run_table: RunTable = field(default_factory=RunTable)
    x_axis: str = X_AXES[0]
    large_cards: tuple[str, ...] = ()
    partition: bool = False
    save_pins: bool = True
    hide_empty_cards: bool = True
    card_width: int | None = None
    card_sizes: Mapping[str, CardSize] = field(default_factory=nothing)
    toolbar: Mapping[str, str] = field(default_factory=nothing)
    tag_categories: tuple[str, ...] = ()
    other: Other = field(default_factory=nothing)


description = check.limited(checks.MAX_DESCRIPTION)
title = check.limited(checks.MAX_TITLE)
choice = check.limited(checks.MAX_FILTER)
pattern = check.limited(checks.MAX_FILTER)


def profile_from_json(document: Any) -> ProfileData:
    """The typed value of a flat document, or of one wrapped as `{"version": 1, "data": {...}}`.

    Raises `BadProfile`, which names the bad field by its path in the document.
    """
    data, inside = _unwrapped(checks.mapping(document, "profile", checks.MAX_INTEGER))

    def read(key: str, check: Callable[[Any, str], T], default: T) -> T:
        return check(data[key], checks.within(inside, key)) if key in data else default

    read("version", checks.version, PROFILE_VERSION)
    known = ProfileData()
    return ProfileData(
        name=read("name", title, "").strip() or DEFAULT_NAME,
        modified=read("lastModifiedTimestamp", _time, known.modified),
        pins=_distinct(read("pinnedCards", listed(checks.MAX_PINS, parts.pin), ()), lambda pin: pin.card),
        run_colors=frozen(read("runColors", listed(checks.MAX_COLORS, parts.run_color), ())),
        group_colors=frozen(read("groupColors", listed(checks.MAX_COLORS, parts.group_color), ())),
        superimposed=_distinct(
            read("superimposedCards", listed(checks.MAX_CARDS, parts.superimposed), ()), lambda card: card.id
        ),
        tag_filter=read("tagFilter", pattern, known.tag_filter),
        run_filter=read("runFilter", pattern, known.run_filter),
        smoothing=read("smoothing", check.smoothing, known.smoothing),
        group_by=read("groupBy", parts.group_by, None),
        run_selection=frozen(read("runSelection", listed(checks.MAX_RUNS, parts.selected), ())),
        run_selection_default=read("runSelectionDefault", _flag_or_none, None),
        metric_descriptions=read("metricDescriptions", _each(description), nothing()),
        y_axis_scale=read("yAxisScale", check.scale, None),
        x_axis_scale=read("xAxisScale", check.scale, None),
        tag_axis_scales=read("tagAxisScales", _each(parts.axis_scales), nothing()),
        symlog_threshold=read("symlogLinearThreshold", checks.positive, known.symlog_threshold),
        tag_symlog_thresholds=read("tagSymlogLinearThresholds", _each(checks.positive), nothing()),
        expanded_tag_groups=read("expandedTagGroups", _each(checks.flag), nothing()),
        page_size=read("pageSize", page_size, PAGE_SIZE),
        baseline_run=read("baselineRun", parts.run_or_none, None),
        run_table=read("runTable", run_table, known.run_table),
        x_axis=read("xAxis", x_axis, X_AXES[0]),
        large_cards=read("largeCards", large_cards, ()),
        partition=read("partition", checks.flag, known.partition),
        save_pins=read("savePins", checks.flag, known.save_pins),
        hide_empty_cards=read("hideEmptyCards", checks.flag, known.hide_empty_cards),
        card_width=read("cardWidth", width_or_none, None),
        card_sizes=read("cardSizes", _each(card_size), nothing()),
        toolbar=read("toolbar", toolbar, nothing()),
        tag_categories=read("tagCategories", tag_categories, ()),
        other=frozen(
            (key, checks.plain(value, checks.within(inside, key)))
            for key, value in data.items()
            if key not in FIELDS
        ),
    )  # fmt: skip


def json_from_profile(profile: ProfileData) -> dict[str, Any]:
    """The flat document: what every reader asks for, and the newer fields where they say something."""
    document = dict(profile.other) | {
        "version": PROFILE_VERSION,
        "name": profile.name,
        "lastModifiedTimestamp": profile.modified,
        "pinnedCards": [parts.json_from_pin(pin) for pin in profile.pins],
        "runColors": [parts.json_from_run_color(*pair) for pair in profile.run_colors.items()],
        "groupColors": [parts.json_from_group_color(*pair) for pair in profile.group_colors.items()],
        "superimposedCards": [parts.json_from_superimposed(card) for card in profile.superimposed],
        "tagFilter": profile.tag_filter,
        "runFilter": profile.run_filter,
        "smoothing": profile.smoothing,
        "groupBy": parts.json_from_group_by(profile.group_by),
        "runSelection": [
            {"type": "RUN_NAME", "value": name, "selected": shown}
            for name, shown in profile.run_selection.items()
        ],
    }
    plain = _newer_fields(ProfileData())
    return document | {key: said for key, said in _newer_fields(profile).items() if said != plain[key]}


def _newer_fields(profile: ProfileData) -> dict[str, Any]:
    scales = profile.tag_axis_scales.items()
    return {
        "runSelectionDefault": profile.run_selection_default,
        "metricDescriptions": dict(profile.metric_descriptions),
        "yAxisScale": profile.y_axis_scale,
        "xAxisScale": profile.x_axis_scale,
        "tagAxisScales": {tag: parts.json_from_axis_scales(chosen) for tag, chosen in scales},
        "symlogLinearThreshold": profile.symlog_threshold,
        "tagSymlogLinearThresholds": dict(profile.tag_symlog_thresholds),
        "expandedTagGroups": dict(profile.expanded_tag_groups),
        "pageSize": profile.page_size,
        "baselineRun": None if profile.baseline_run is None else parts.run_id(profile.baseline_run),
        "runTable": json_from_run_table(profile.run_table),
        "xAxis": profile.x_axis,
        "largeCards": list(profile.large_cards),
        "partition": profile.partition,
        "savePins": profile.save_pins,
        "hideEmptyCards": profile.hide_empty_cards,
        "cardWidth": profile.card_width,
        "cardSizes": {name: json_from_card_size(size) for name, size in profile.card_sizes.items()},
        "toolbar": dict(profile.toolbar),
        "tagCategories": list(profile.tag_categories),
    }


def is_wrapped(document: Mapping[str, Any]) -> bool:
    """Whether the fields are in `data`. A flat document may have a key of that name that we do not know."""
    return "data" in document and (FIELDS - _ALSO_IN_ENVELOPES).isdisjoint(document)


def wrapped(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as the existing TensorBored expects it in a file."""
    if is_wrapped(document):
        return dict(document)
    return {"version": document.get("version", PROFILE_VERSION), "data": dict(document)}


def page_size(value: Any, where: str = "pageSize") -> int:
    """Cards on a page, 1 to 200."""
    return checks.whole(value, where, 1, MAX_PAGE_SIZE)


def x_axis(value: Any, where: str = "xAxis") -> str:
    """What x axes count: steps, time since the start, or the time of day."""
    return checks.one_of(value, where, X_AXES)


def tag_categories(value: Any, where: str = "tagCategories") -> tuple[str, ...]:
    """Expressions that make categories of tags, each once and none empty."""
    said = listed(MAX_CATEGORIES, pattern)(value, where)
    return tuple(dict.fromkeys(filter(None, said)))


def large_cards(value: Any, where: str = "largeCards") -> tuple[str, ...]:
    """Tags whose cards are large, each once."""
    return tuple(dict.fromkeys(checks.texts(value, where, checks.MAX_TAGS)))


def toolbar(value: Any, where: str = "toolbar") -> Mapping[str, str]:
    """A few texts by name."""
    said = checks.mapping(value, where, MAX_CHOICES)
    return frozen((name, choice(text, checks.within(where, name))) for name, text in said.items())


def _unwrapped(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The fields, and the path that leads to them."""
    if not is_wrapped(document):
        return document, ""
    checks.version(document.get("version", PROFILE_VERSION), "version")
    return checks.mapping(document["data"], "data", checks.MAX_INTEGER), "data"


def _distinct(found: tuple[T, ...], key: Callable[[T], Any]) -> tuple[T, ...]:
    first: dict[Any, T] = {}
    for part in found:
        first.setdefault(key(part), part)
    return tuple(first.values())


def _each(part: Callable[[Any, str], T]) -> Callable[[Any, str], Mapping[str, T]]:
    def checked(value: Any, where: str) -> Mapping[str, T]:
        said = checks.mapping(value, where)
        return frozen((key, part(item, checks.within(where, key))) for key, item in said.items())

    return checked


def _time(value: Any, where: str) -> int:
    return checks.whole(value, where, 0)


def _flag_or_none(value: Any, where: str) -> bool | None:
    return None if value is None else checks.flag(value, where)
