"""What a page looks at, as it stands in its address: parsed once, and written back in one canonical way.

Choices that are the default are left out, and parameters that this version does not know are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import QueryDict

from dashboards.scales import SCALES, Scale, scale_or

SMOOTHING = 0.6
MAX_SMOOTHING = 0.999
X_AXES: tuple[Literal["step", "relative", "wall"], ...] = ("step", "relative", "wall")
_PAGE = "page."
_LISTS = {"open", "closed", "expanded"}
_SCALE = {"xScale": "x", "yScale": "y"}
_SINGLE = {"tagFilter", "runFilter", "smoothing", "xAxis", "partition", "groups", *_SCALE}
_FAMILIES = (_PAGE, *(f"{name}." for name in _SCALE))
_PASSING = {"seen", "was", "runsPage", "status"}  # said by one request to the next, not part of the state

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageQuery:
    """State of a dashboard page.

    ``pages``: (group, number) where it is not 1; ``groups``: page of groups; ``scales``: (x or y, tag, scale)
    where a card has its own.
    """

    tag_filter: str = ""
    run_filter: str = ""
    smoothing: float = SMOOTHING
    x_axis: str = X_AXES[0]
    x_scale: Scale = SCALES[0]
    y_scale: Scale = SCALES[0]
    scales: tuple[tuple[str, str, Scale], ...] = ()
    partition: bool = False
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    pages: tuple[tuple[str, int], ...] = ()
    groups: int = 1
    other: Pairs = ()

    def page(self, group: str) -> int:
        """The page of a group that is looked at, from 1."""
        return dict(self.pages).get(group, 1)

    def with_page(self, group: str, number: int) -> PageQuery:
        """The same at another page of a group."""
        rest = tuple(pair for pair in self.pages if pair[0] != group)
        return replace(self, pages=rest + (((group, number),) if number > 1 else ()))

    def scale(self, axis: str, tag: str = "") -> Scale:
        """The scale of the page's x or y axes, or that of one card."""
        own = next((scale for at, name, scale in self.scales if (at, name) == (axis, tag)), None)
        return own or (self.x_scale if axis == "x" else self.y_scale)

    def with_scale(self, axis: str, tag: str, scale: Scale) -> PageQuery:
        """The same with a card on a scale of its own; not said where it is the page's."""
        rest = tuple(own for own in self.scales if own[:2] != (axis, tag))
        return replace(self, scales=rest if scale == self.scale(axis) else (*rest, (axis, tag, scale)))

    def with_open(self, group: str, *, is_open: bool, by_default: bool) -> PageQuery:
        """The same with a group open or closed; said only where it differs from what it would be anyway."""
        opened = tuple(name for name in self.open if name != group)
        closed = tuple(name for name in self.closed if name != group)
        if is_open and not by_default:
            opened = (*opened, group)
        if not is_open and by_default:
            closed = (*closed, group)
        return replace(self, open=opened, closed=closed)

    def with_expanded(self, tag: str, *, expanded: bool) -> PageQuery:
        """The same with a card large or of the usual size."""
        rest = tuple(name for name in self.expanded if name != tag)
        return replace(self, expanded=(*rest, tag) if expanded else rest)

    def layout(self) -> Pairs:
        """The parameters that no visible field of the toolbar holds."""
        return (
            *(("open", name) for name in self.open),
            *(("closed", name) for name in self.closed),
            *(("expanded", tag) for tag in self.expanded),
            *((f"{axis}Scale.{tag}", scale) for axis, tag, scale in self.scales),
            *((f"{_PAGE}{group}", str(number)) for group, number in self.pages),
            *((("groups", str(self.groups)),) if self.groups > 1 else ()),
            *self.other,
        )

    def pairs(self) -> Pairs:
        """Every parameter, those at their default left out."""
        fields = (
            ("tagFilter", self.tag_filter, ""),
            ("runFilter", self.run_filter, ""),
            ("smoothing", smoothing_text(self.smoothing), smoothing_text(SMOOTHING)),
            ("xAxis", self.x_axis, X_AXES[0]),
            ("xScale", self.x_scale, SCALES[0]),
            ("yScale", self.y_scale, SCALES[0]),
            ("partition", "1" if self.partition else "", ""),
        )
        said = ((name, value) for name, value, default in fields if value != default)
        return (*said, *self.layout())

    def url(self, path: str) -> str:
        """The address that shows just this."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


def parse_query(parameters: QueryDict) -> PageQuery:
    """The state that an address tells; what it says wrongly is as if it were not said."""
    text: dict[str, Any] = {name: parameters.get(name, "") for name in _SINGLE}
    known = _LISTS | _SINGLE | _PASSING
    pairs = [(name, value) for name, values in parameters.lists() for value in values]
    query = PageQuery(
        tag_filter=text["tagFilter"],
        run_filter=text["runFilter"],
        smoothing=_smoothing(text["smoothing"]),
        x_axis=text["xAxis"] if text["xAxis"] in X_AXES else X_AXES[0],
        x_scale=scale_or(text["xScale"], SCALES[0]),
        y_scale=scale_or(text["yScale"], SCALES[0]),
        scales=tuple(_scales(pairs)),
        partition=text["partition"] == "1",
        open=tuple(dict.fromkeys(parameters.getlist("open"))),
        closed=tuple(dict.fromkeys(parameters.getlist("closed"))),
        expanded=tuple(dict.fromkeys(parameters.getlist("expanded"))),
        pages=tuple((name[len(_PAGE) :], _page(value)) for name, value in pairs if name.startswith(_PAGE)),
        groups=_page(text["groups"]),
        other=tuple(pair for pair in pairs if pair[0] not in known and not pair[0].startswith(_FAMILIES)),
    )
    # The toolbar says which filter the pages were counted under: under another one they mean nothing.
    if parameters.get("was", query.tag_filter) != query.tag_filter:
        query = replace(query, pages=(), groups=1)
    return replace(query, pages=tuple(pair for pair in query.pages if pair[1] > 1))


def _scales(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Scale]]:
    for name, value in pairs:
        field, _, tag = name.partition(".")
        if tag and field in _SCALE and value in SCALES:
            yield _SCALE[field], tag, scale_or(value, SCALES[0])


def smoothing_text(weight: float) -> str:
    """Three digits, as the address has it."""
    return f"{weight:.3g}"


def _smoothing(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return SMOOTHING
    return min(max(weight, 0.0), MAX_SMOOTHING) if math.isfinite(weight) else SMOOTHING


def _page(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 9 else 1
