"""A profile as scripts build it: the JSON document itself, with a property for each of its fields.

It is a dictionary in the form that goes into the file, so `json.dump` writes it; what the properties give is
part of it, so that changing the one changes the other. Keys that we do not know stay where they are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tensorbored.plugins.core import cards, checks, files
from tensorbored.plugins.core import profile_checks as check
from tensorbored.plugins.core.profile_fields import Field, SelectionField, TableField

if TYPE_CHECKING:
    import os

    from typing_extensions import Self, TypedDict, Unpack

    class Fields(TypedDict, total=False):
        """What a profile is made of; None stands for nothing said."""

        pinned_cards: Sequence[Mapping[str, Any]] | None
        run_colors: Mapping[str, str] | None
        group_colors: Mapping[str, int] | Sequence[Mapping[str, Any]] | None
        superimposed_cards: Sequence[Mapping[str, Any]] | None
        run_selection: Mapping[str, bool] | Sequence[Mapping[str, Any]] | None
        selected_runs: Sequence[str] | None
        metric_descriptions: Mapping[str, str] | None
        tag_filter: str
        run_filter: str
        smoothing: float
        symlog_linear_threshold: float | None
        group_by: Mapping[str, Any] | None
        y_axis_scale: str | None
        x_axis_scale: str | None
        tag_axis_scales: Mapping[str, Mapping[str, str]] | None
        tag_symlog_linear_thresholds: Mapping[str, float] | None
        expanded_tag_groups: Mapping[str, bool] | None


PROFILE_VERSION = 1
DEFAULT_NAME = "Default Profile"
DEFAULT_SMOOTHING = 0.6


class Profile(dict[str, Any]):
    """A profile to build step by step, to put together with another by `|`, and to write."""

    name = Field[str]("name", check.limited(checks.MAX_TITLE), lambda: DEFAULT_NAME, always=True)
    pinned_cards = Field[list[dict[str, Any]]]("pinnedCards", check.pins, list, always=True)
    run_colors = TableField[str]("runColors", checks.color, ("runId", "color"))
    group_colors = TableField[int]("groupColors", check.color_id, ("groupKey", "colorId"))
    superimposed_cards = Field[list[dict[str, Any]]](
        "superimposedCards", check.superimposed, list, always=True
    )
    tag_filter = Field[str]("tagFilter", check.limited(checks.MAX_FILTER), str, always=True)
    run_filter = Field[str]("runFilter", check.limited(checks.MAX_FILTER), str, always=True)
    smoothing = Field[float]("smoothing", check.smoothing, lambda: DEFAULT_SMOOTHING, always=True)
    group_by = Field[dict[str, Any] | None]("groupBy", check.group_by, always=True)
    run_selection = SelectionField("runSelection", check.selection, list)
    metric_descriptions = Field[dict[str, str]](
        "metricDescriptions", check.each(check.limited(checks.MAX_DESCRIPTION)), dict
    )
    y_axis_scale = Field[str | None]("yAxisScale", check.scale)
    x_axis_scale = Field[str | None]("xAxisScale", check.scale)
    tag_axis_scales = Field[dict[str, dict[str, str]]]("tagAxisScales", check.each(checks.axes), dict)
    symlog_linear_threshold = Field[float | None]("symlogLinearThreshold", checks.positive)
    tag_symlog_linear_thresholds = Field[dict[str, float]](
        "tagSymlogLinearThresholds", check.each(checks.positive), dict
    )
    expanded_tag_groups = Field[dict[str, bool]]("expandedTagGroups", check.each(checks.flag), dict)

    def __init__(self, name: str = DEFAULT_NAME, **fields: Unpack[Fields]) -> None:
        given: dict[str, Any] = {**fields, "name": name}
        selected = given.pop("selected_runs", None)
        unknown = given.keys() - _FIELDS.keys()
        if unknown:
            raise TypeError(f"Profile() got an unexpected keyword argument {min(unknown)!r}")
        data = {"version": PROFILE_VERSION, "lastModifiedTimestamp": _now()}
        super().__init__(version=PROFILE_VERSION, data=data)
        for field in _FIELDS:
            setattr(self, field, given.get(field))
        if selected and not given.get("run_selection"):
            self.select_runs(selected)

    def __repr__(self) -> str:
        return f"Profile({self.name!r})"

    @property
    def data(self) -> dict[str, Any]:
        """The part of the document that holds the fields."""
        found: dict[str, Any] = self["data"]
        return found

    def pin_scalar(self, tag: str) -> None:
        """Pin a chart of all runs."""
        self.pinned_cards.append(cards.pin_scalar(tag))

    def pin_histogram(self, tag: str, run_id: str) -> None:
        """Pin the histograms of one run."""
        self.pinned_cards.append(cards.pin_histogram(tag, run_id))

    def pin_image(self, tag: str, run_id: str, sample: int = 0) -> None:
        """Pin the images of one run."""
        self.pinned_cards.append(cards.pin_image(tag, run_id, sample))

    def add_superimposed_card(self, title: str, tags: Sequence[str], run_id: str | None = None) -> None:
        """Show several tags in one chart."""
        self.superimposed_cards.append(cards.create_superimposed_card(title, tags, run_id))

    def select_runs(self, run_names: Sequence[str]) -> None:
        """Show these runs and no others, those to come included."""
        names = checks.texts(run_names, "Invalid selected_runs", checks.MAX_RUNS)
        self.run_selection = check.selection(dict.fromkeys(names, True), "Invalid selected_runs")
        self.data["runSelectionDefault"] = False

    # --- the document -------------------------------------------------------------------------------------

    def serialize(self) -> dict[str, Any]:
        """A checked copy in plain dictionaries, without what says nothing; raises `ValueError`."""
        known = {field.key: field for field in _FIELDS.values()}
        other = {key: value for key, value in self.data.items() if key not in known}
        data: dict[str, Any] = {"version": PROFILE_VERSION, "lastModifiedTimestamp": _now()}
        data |= checks.plain(other, "Invalid profile")
        for key, field in known.items():
            field.put(data, field.said(self.data.get(key)))
        if data.get("symlogLinearThreshold") == 1:
            del data["symlogLinearThreshold"]
        document = {"version": PROFILE_VERSION, **_envelope(self), "data": data}
        for place in (document, data):
            checks.version(place["version"], "Invalid version")
        checks.whole(data["lastModifiedTimestamp"], "Invalid lastModifiedTimestamp", 0)
        return document

    @classmethod
    def from_serialized(cls, document: Mapping[str, Any]) -> Self:
        """The profile of a document, wrapped in `{"version": 1, "data": …}` or not; a copy of it."""
        document = checks.mapping(document, "Invalid profile")
        if not isinstance(document.get("data"), Mapping):
            document = {"version": document.get("version", PROFILE_VERSION), "data": document}
        profile = cls()
        profile.clear()
        dict.update(profile, deepcopy(dict(document)))
        return profile

    def write(self, logdir: str | os.PathLike[str]) -> str:
        """Make this what `logdir` is shown with; returns the path of the file."""
        return files.write(logdir, self.serialize())

    @classmethod
    def load(cls, logdir: str | os.PathLike[str]) -> Self | None:
        """The profile that `logdir` is shown with; None where there is none that can be read."""
        document = files.read(logdir)
        return None if document is None else cls.from_serialized(document)

    # --- two profiles into one ----------------------------------------------------------------------------

    def update(self, other: Profile) -> None:  # type: ignore[override]  # a profile, not any mapping
        """Take over what `other` says: its name and settings, its entries beside ours, either's filter."""
        theirs = self.from_serialized(other.serialize()).data
        for name in ("tag_filter", "run_filter"):
            field = _FIELDS[name]
            theirs[field.key] = _either(getattr(self, name), theirs.get(field.key) or "")
        self["data"] = _merged(self.data, theirs)

    def __or__(self, other: object) -> Profile:  # type: ignore[override]
        if not isinstance(other, Profile):
            return NotImplemented
        both = self.from_serialized(self)
        both.update(other)
        return both

    def __ior__(self, other: object) -> Self:  # type: ignore[override]
        if not isinstance(other, Profile):
            return NotImplemented
        self.update(other)
        return self


_FIELDS: dict[str, Any] = {name: field for name, field in vars(Profile).items() if isinstance(field, Field)}


def _now() -> int:
    return int(time.time() * 1000)


def _envelope(profile: Profile) -> dict[str, Any]:
    beside: dict[str, Any] = {key: value for key, value in profile.items() if key != "data"}
    return dict(checks.plain(beside, "Invalid profile"))


def _either(one: str, other: str) -> str:
    return f"({one})|({other})" if one and other and one != other else one or other


def _merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Objects key by key, lists one after the other; pairs in lists are objects; null says nothing."""
    both = dict(ours)
    tables = {field.key: field.columns[0] for field in _FIELDS.values() if isinstance(field, TableField)}
    for key, value in theirs.items():
        mine = both.get(key)
        if key in tables:
            both[key] = list({entry[tables[key]]: entry for entry in [*(mine or []), *value]}.values())
        elif isinstance(mine, dict) and isinstance(value, dict) and key != "groupBy":
            both[key] = mine | value
        elif isinstance(mine, list) and isinstance(value, list):
            both[key] = mine + value
        elif value is not None:
            both[key] = value
    return both
