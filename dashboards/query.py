"""What a page looks at, as it stands in its address: parsed once, and written back in one canonical way.

What the address does not say is as the profile has it. Choices that are the default everywhere are left out,
until the address has said them once; parameters that this version does not know are kept.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from dashboards.kept import NOTHING_KEPT, SMOOTHING, X_AXES, Kept, OwnScales, OwnThresholds, Pairs
from dashboards.lines import XAxis
from dashboards.scales import SCALES, THRESHOLD, Scale, scale_or
from profiles import color_group, filter_text, selection_text, typed
from profiles.schema import ProfileData

MAX_SMOOTHING = 0.999
LINE_AXES: tuple[XAxis, ...] = ("step", "relative-step", "relative", "wall", "metric")
"""What x can be in line charts: where a dashboard asks which metric is x."""

X_NAMES: dict[XAxis, str] = {
    "step": "Step",
    "relative-step": "Rel. step",
    "relative": "Relative",
    "wall": "Wall",
    "metric": "Metric",
}
RUNS = ("runFilter", filter_text.NAME, selection_text.NAME)
"""What in an address says which runs there are: what is drawn or written elsewhere has to be asked so."""

PAGE = "page."
_LISTS = {"open", "closed", "expanded"}
_SCALE = {"xScale": "x", "yScale": "y"}
_THRESHOLD = "symlogThreshold"
_SINGLE = {
    "tagFilter", "runFilter", "smoothing", "xAxis", "partition", "groups", color_group.NAME, filter_text.NAME,
    _THRESHOLD, *_SCALE,
}  # fmt: skip
_FAMILIES = (PAGE, *(f"{name}." for name in (*_SCALE, _THRESHOLD)))
_PASSING = {
    "seen",
    "was",
    "runsPage",
    "status",
    "menu",
}  # said by one request to the next, not part of the state

NOTHING_OWN: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True)
class PageQuery:
    """State of a dashboard page.

    ``pages``: (group, number) where it is not 1; ``groups``: page of groups; ``scales``: (x or y, tag, scale)
    where the address gives a card its own, and so ``thresholds`` of symlog axes; ``own``: choices that only
    this dashboard's toolbar offers; ``kept``: what the profile says; ``named``: what the address goes on to
    say, default or not; ``color_group``: what runs are coloured by, and ``column_filters``: which are let
    through, as the profile has it, which the address has changed for this request; ``run_selection``: which
    runs are drawn, where the address says so; ``is_restored``: an address of the past, see `parse_query`.
    """

    tag_filter: str = ""
    run_filter: str = ""
    smoothing: float = SMOOTHING
    x_axis: str = X_AXES[0]
    x_scale: Scale = SCALES[0]
    y_scale: Scale = SCALES[0]
    scales: OwnScales = ()
    partition: bool = False
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    pages: tuple[tuple[str, int], ...] = ()
    groups: int = 1
    threshold: float = THRESHOLD
    thresholds: OwnThresholds = ()
    color_group: str = color_group.BY_RUN
    column_filters: str = filter_text.NOTHING
    run_selection: str = ""
    own: Pairs = ()
    other: Pairs = ()
    kept: Kept = NOTHING_KEPT
    named: tuple[str, ...] = field(default=(), repr=False)  # a page is the same however it is said
    is_restored: bool = False

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of the dashboard's own choices; the first where none of them was made."""
        return next((said for at, said in self.own if at == name and said in choices), choices[0])

    def said(self, name: str) -> str:
        """What was typed for one of the dashboard's own fields."""
        return dict(self.own).get(name, "")

    def page(self, group: str) -> int:
        """The page of a group that is looked at, from 1."""
        return dict(self.pages).get(group, 1)

    def with_page(self, group: str, number: int) -> PageQuery:
        """The same at another page of a group."""
        rest = tuple(pair for pair in self.pages if pair[0] != group)
        return replace(self, pages=rest + (((group, number),) if number > 1 else ()))

    def scale(self, axis: str, tag: str = "") -> Scale:
        """The scale of the page's x or y axes, or that of one card."""
        own = _own_scale((*self.scales, *self.kept.scales), axis, tag)
        return own or (self.x_scale if axis == "x" else self.y_scale)

    def with_scale(self, axis: str, tag: str, scale: Scale) -> PageQuery:
        """The same with a card on a scale of its own; not said where it would be that anyway."""
        rest = replace(self, scales=tuple(own for own in self.scales if own[:2] != (axis, tag)))
        if scale == rest.scale(axis, tag):
            return rest
        return replace(rest, scales=(*rest.scales, (axis, tag, scale)))

    @property
    def threshold_text(self) -> str:
        """Up to where symlog axes are linear, as fields have it."""
        return f"{self.threshold:g}"

    def threshold_of(self, tag: str) -> float:
        """Up to where symlog axes of a card are linear."""
        own = dict(self.kept.thresholds) | dict(self.thresholds)
        return own.get(tag, self.threshold)

    def without_threshold(self, tag: str) -> PageQuery:
        """The same with a card as the page has it, or the profile."""
        return replace(self, thresholds=tuple(own for own in self.thresholds if own[0] != tag))

    def is_open(self, group: str, plain: bool) -> bool:
        """Whether a group is open; ``plain``: whether it is where nobody says anything."""
        if group in self.open or group in self.closed:
            return group in self.open
        return plain if self.is_restored else self.kept.group(group, plain)

    def with_open(self, group: str, *, is_open: bool, plain: bool) -> PageQuery:
        """The same with a group open or closed; said where it would be otherwise, for us or for others.

        And where it was said before: that may be on its way into the profile, and would come back by itself.
        """
        rest = self._without_group(group)
        if rest == self and {is_open} == {plain, self.kept.group(group, plain)}:
            return rest
        if is_open:
            return replace(rest, open=(*rest.open, group))
        return replace(rest, closed=(*rest.closed, group))

    def _without_group(self, group: str) -> PageQuery:
        """The same that does not say whether a group is open."""
        opened = tuple(name for name in self.open if name != group)
        closed = tuple(name for name in self.closed if name != group)
        return replace(self, open=opened, closed=closed)

    def with_groups_said(self, plain: Mapping[str, bool]) -> PageQuery:
        """The same, that says of these groups what others would not see anyway."""
        kept = dict(self.kept.groups)
        said = (name for name in plain if name in kept or name in self.open or name in self.closed)
        query = self
        for name in said:
            is_open = self.is_open(name, plain[name])
            query = query._without_group(name).with_open(name, is_open=is_open, plain=plain[name])
        return replace(query, is_restored=False)

    def with_expanded(self, tag: str, *, expanded: bool) -> PageQuery:
        """The same with a card large or of the usual size; that none is large any more is said, too."""
        rest = tuple(name for name in self.expanded if name != tag)
        named = tuple(sorted({*self.named, "expanded"}))
        return replace(self, expanded=(*rest, tag) if expanded else rest, named=named)

    def layout(self) -> Pairs:
        """The parameters that no visible field of the toolbar holds."""
        return (
            *(("open", name) for name in self.open),
            *(("closed", name) for name in self.closed),
            *self._large(),
            *((f"{axis}Scale.{tag}", scale) for axis, tag, scale in self.scales),
            *((f"{_THRESHOLD}.{tag}", f"{threshold:g}") for tag, threshold in self.thresholds),
            *((f"{PAGE}{group}", str(number)) for group, number in self.pages),
            *((("groups", str(self.groups)),) if self.groups > 1 else ()),
            *self.filtered(),
            *self.colored(),
            *self.other,
        )

    def filtered(self) -> Pairs:
        """Which runs there are, as a question for what is drawn elsewhere."""
        text = self.column_filters
        is_said = text != filter_text.NOTHING or filter_text.NAME in self.named
        chosen = ((selection_text.NAME, self.run_selection),) if self.run_selection else ()
        return (*(((filter_text.NAME, text),) if text and is_said else ()), *chosen)

    def colored(self) -> Pairs:
        """What runs are coloured by, as a question for what is drawn elsewhere."""
        is_said = self.color_group != color_group.BY_RUN or color_group.NAME in self.named
        return ((color_group.NAME, self.color_group),) if is_said else ()

    def _large(self) -> Pairs:
        """The large cards, where there are some for us or others, or were; none is said by an empty one."""
        if not self.expanded and not self.kept.expanded and "expanded" not in self.named:
            return ()
        return tuple(("expanded", tag) for tag in self.expanded or ("",))

    def pairs(self) -> Pairs:
        """Every parameter; those left out that are the default for everybody and for the profile.

        Not so what the address has said before: what was chosen and taken back may be on its way into the
        profile just now, and would come back by itself.
        """
        kept = self.kept
        fields = (
            ("tagFilter", self.tag_filter, ("", kept.tag_filter)),
            ("runFilter", self.run_filter, ("", kept.run_filter)),
            (
                "smoothing",
                smoothing_text(self.smoothing),
                tuple(map(smoothing_text, (SMOOTHING, kept.smoothing))),
            ),
            ("xAxis", self.x_axis, (X_AXES[0], kept.x_axis)),
            ("xScale", self.x_scale, (SCALES[0], kept.x_scale)),
            ("yScale", self.y_scale, (SCALES[0], kept.y_scale)),
            (_THRESHOLD, self.threshold_text, tuple(f"{at:g}" for at in (THRESHOLD, kept.threshold))),
            ("partition", "01"[self.partition], ("0", "01"[kept.partition])),
        )
        said = (
            (name, value)
            for name, value, defaults in fields
            if {value} != set(defaults) or name in self.named
        )
        return (*said, *self.own, *self.layout())

    def url(self, path: str) -> str:
        """The address that shows just this."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


def parse_query(
    parameters: QueryDict,
    kept: Kept = NOTHING_KEPT,
    own: Mapping[str, Sequence[str]] = NOTHING_OWN,
    *,
    named: Collection[str] = (),
    is_restored: bool = False,
) -> PageQuery:
    """The state that an address tells; what it says wrongly is as if it were not said.

    ``own``: choices that this dashboard adds, by name; the first is the default. Where there are none to
    choose from, any text will do. ``named``: what is to be said again, default or not. ``is_restored``: the
    browser goes back to a page of the past, whose address said all that was not plain then; what is kept
    since says nothing about it.
    """
    axes: Sequence[str] = LINE_AXES if "xTag" in own else X_AXES
    now = kept
    if is_restored:
        kept = Kept(scales=kept.scales, thresholds=kept.thresholds)
    text: dict[str, Any] = {name: parameters.get(name, "") for name in _SINGLE}
    known = _LISTS | _SINGLE | _PASSING | own.keys() | {selection_text.NAME}
    pairs = [(name, value) for name, values in parameters.lists() for value in values]
    query = PageQuery(
        tag_filter=parameters.get("tagFilter", kept.tag_filter),
        run_filter=parameters.get("runFilter", kept.run_filter),
        smoothing=_smoothing(text["smoothing"], kept.smoothing),
        x_axis=next((axis for axis in (text["xAxis"], kept.x_axis) if axis in axes), axes[0]),
        x_scale=scale_or(text["xScale"], kept.x_scale),
        y_scale=scale_or(text["yScale"], kept.y_scale),
        scales=tuple(_scales(pairs)),
        threshold=_threshold(text[_THRESHOLD]) or kept.threshold,
        thresholds=tuple(_thresholds(pairs)),
        partition=parameters.get("partition", "01"[kept.partition]) == "1",
        color_group=now.color_group,
        column_filters=now.column_filters,
        open=tuple(dict.fromkeys(parameters.getlist("open"))),
        closed=tuple(dict.fromkeys(parameters.getlist("closed"))),
        expanded=_expanded(parameters, kept.expanded),
        pages=tuple((name[len(PAGE) :], _page(value)) for name, value in pairs if name.startswith(PAGE)),
        groups=_page(text["groups"]),
        own=tuple(_chosen(parameters, own, dict(kept.own), named)),
        other=tuple(pair for pair in pairs if pair[0] not in known and not pair[0].startswith(_FAMILIES)),
        kept=now,
        named=tuple(sorted(_SINGLE.intersection(named))),
        is_restored=is_restored,
    )
    # The toolbar says which filter the pages were counted under: under another one they mean nothing.
    if parameters.get("was", query.tag_filter) != query.tag_filter:
        query = replace(query, pages=(), groups=1)
    return replace(query, pages=tuple(pair for pair in query.pages if pair[1] > 1))


def colored_query(profile: ProfileData, asked: QueryDict) -> PageQuery:
    """A state that says nothing but what runs are coloured by: for a card or a page of one alone."""
    named = (color_group.NAME,) if color_group.NAME in asked else ()
    return PageQuery(color_group=color_group.text_of(profile.group_by), named=named)


def _chosen(
    parameters: QueryDict, own: Mapping[str, Sequence[str]], kept: Mapping[str, str], named: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is not the default, or not what would be kept if it were not said, or was said before."""
    for name, choices in own.items():
        default = choices[0] if choices else ""
        text = parameters.get(name, kept.get(name, default))
        if choices and text not in choices:
            text = default
        if text != default or kept.get(name, default) != default or name in named:
            yield name, text


def _scales(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Scale]]:
    for name, value in pairs:
        field, _, tag = name.partition(".")
        if tag and field in _SCALE and value in SCALES:
            yield _SCALE[field], tag, scale_or(value, SCALES[0])


def _thresholds(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    for name, value in pairs:
        field, _, tag = name.partition(".")
        threshold = _threshold(value)
        if tag and field == _THRESHOLD and threshold:
            yield tag, threshold


def _threshold(text: str) -> float | None:
    """A number above 0, in the digits that addresses have."""
    try:
        threshold = float(f"{float(text):g}")
    except ValueError:
        return None
    return threshold if 0 < threshold < math.inf else None


def _expanded(parameters: QueryDict, kept: tuple[str, ...]) -> tuple[str, ...]:
    if "expanded" not in parameters:
        return kept
    return tuple(dict.fromkeys(tag for tag in parameters.getlist("expanded") if tag))


def _own_scale(scales: OwnScales, axis: str, tag: str) -> Scale | None:
    return next((scale for at, name, scale in scales if (at, name) == (axis, tag)), None)


def smoothing_text(weight: float) -> str:
    """Three digits, as the address has it."""
    return f"{weight:.3g}"


def _smoothing(text: str, kept: float) -> float:
    try:
        weight = float(text)
    except ValueError:
        return kept
    return min(max(weight, 0.0), MAX_SMOOTHING) if math.isfinite(weight) else kept


def _page(text: str) -> int:
    return max(typed.whole_or(text, 1), 1)
