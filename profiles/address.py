"""What the address of a page says and a profile can keep: filters, smoothing, axes, open groups, large cards.

The twin of `dashboards.kept.kept_by`, which goes the other way. What is said wrongly counts as not said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from profiles import color_group, edits, filter_text, selection_text
from profiles.edits import Axis
from profiles.schema import BadProfile, ProfileData

SCALES: Mapping[str, str] = {"linear": "linear", "log10": "log10", "symlog": "symlog10"}
MAX_SMOOTHING = 0.999
_PLAIN = "linear"
_AXES: Mapping[str, Axis] = {"xScale": "x", "yScale": "y"}
CHOICES: Mapping[str, str] = {
    "xTag": "", "spread": "", "band": "minmax", "mode": "offset", "bins": "30", "format": "markdown",
    "brightness": "1", "contrast": "100", "actual": "",
}  # fmt: skip
"""What single dashboards let be chosen in their toolbars, with what it is where nothing is said."""

_NAMES = {
    "tagFilter", "runFilter", "smoothing", "xAxis", "symlogThreshold", "partition", "baseline", "open",
    "closed", "expanded", "groups", "was", color_group.NAME, filter_text.NAME, selection_text.NAME,
    *_AXES, *CHOICES,
}  # fmt: skip
_FAMILIES = ("page.", "xScale.", "yScale.", "symlogThreshold.")

Edit = Callable[[ProfileData], ProfileData]


def with_address(profile: ProfileData, said: QueryDict) -> ProfileData:
    """The profile with all that the address says, so that a page without it looks the same."""
    for edit in (*_settings(said), *_scales(said), *_thresholds(said), *_layout(said), *_choices(said)):
        with suppress(BadProfile):
            profile = edit(profile)
    return profile


def _settings(said: QueryDict) -> list[Edit]:
    found: list[Edit] = []
    tag_filter, run_filter, x_axis = (said.get(name) for name in ("tagFilter", "runFilter", "xAxis"))
    weight, cut = _smoothing(said.get("smoothing", "")), said.get("partition")
    if tag_filter is not None:
        found.append(lambda profile: edits.set_tag_filter(profile, tag_filter))
    if run_filter is not None:
        found.append(lambda profile: edits.set_run_filter(profile, run_filter))
    if weight is not None:
        found.append(lambda profile: _smoothed(profile, weight))
    if x_axis is not None:
        found.append(lambda profile: edits.set_x_axis(profile, x_axis))
    if group := said.get(color_group.NAME):
        found.append(lambda profile: color_group.grouped(profile, group))
    if filters := said.get(filter_text.NAME):
        found.append(lambda profile: filter_text.filtered(profile, filters))
    if runs := said.get(selection_text.NAME):
        found.append(lambda profile: selection_text.selected(profile, runs))
    if cut is not None:
        found.append(lambda profile: edits.set_partition(profile, cut == "1"))
    return found


def _choices(said: QueryDict) -> list[Edit]:
    found: list[Edit] = [_choice(name, said.get(name) or "") for name in CHOICES if name in said]
    run = said.get("baseline")
    if run:
        found.append(lambda profile: edits.set_baseline(profile, run))
    return found


def _choice(name: str, text: str) -> Edit:
    return lambda profile: edits.set_choice(profile, name, None if text == CHOICES[name] else text)


def _thresholds(said: QueryDict) -> list[Edit]:
    found: list[Edit] = []
    for name in said:
        field, _, tag = name.partition(".")
        number = _number(str(said.get(name)))
        if field == "symlogThreshold" and number:
            found.append(_threshold(tag, number))
    return found


def _threshold(tag: str, threshold: float) -> Edit:
    """Addresses have six digits of it; nothing changes where it is that anyway."""

    def edit(profile: ProfileData) -> ProfileData:
        of_all = profile.symlog_threshold
        now = profile.tag_symlog_thresholds.get(tag, of_all) if tag else of_all
        if f"{threshold:g}" == f"{now:g}":
            return profile
        set_own, set_all = edits.set_tag_symlog_threshold, edits.set_symlog_threshold
        return set_own(profile, tag, threshold) if tag else set_all(profile, threshold)

    return edit


def _scales(said: QueryDict) -> list[Edit]:
    """Those of all cards first: a card has its own beside them."""
    found = []
    for name in sorted(said, key=lambda name: "." in name):
        field, _, tag = name.partition(".")
        scale = SCALES.get(said.get(name) or "")
        if field in _AXES and scale:
            found.append(_scale(_AXES[field], tag, scale))
    return found


def _scale(axis: Axis, tag: str, scale: str) -> Edit:
    """Nothing changes where the axis has that scale anyway."""

    def edit(profile: ProfileData) -> ProfileData:
        of_all = profile.x_axis_scale if axis == "x" else profile.y_axis_scale
        own = profile.tag_axis_scales.get(tag) if tag else None
        now = (getattr(own, axis) if own else None) or of_all or _PLAIN
        if scale == now:
            return profile
        return (
            edits.set_tag_axis_scale(profile, tag, axis, scale)
            if tag
            else edits.set_axis_scale(profile, axis, scale)
        )

    return edit


def _layout(said: QueryDict) -> list[Edit]:
    found = [_group(name, expanded=True) for name in said.getlist("open")]
    found += [_group(name, expanded=False) for name in said.getlist("closed")]
    if "expanded" in said:
        tags = [tag for tag in said.getlist("expanded") if tag]
        found.append(lambda profile: edits.set_large_cards(profile, tags))
    return found


def _group(name: str, *, expanded: bool) -> Edit:
    return lambda profile: edits.expand_group(profile, name, expanded)


def _smoothed(profile: ProfileData, weight: float) -> ProfileData:
    """An address has three digits of it."""
    is_same = f"{weight:.3g}" == f"{profile.smoothing:.3g}"
    return profile if is_same else edits.set_smoothing(profile, weight)


def _smoothing(text: str) -> float | None:
    weight = _number(text)
    return None if weight is None else min(max(weight, 0.0), MAX_SMOOTHING)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def without_kept(query: str) -> str:
    """A query without what a profile keeps, and without the places that depend on it."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] not in _NAMES and not pair[0].startswith(_FAMILIES)])
