"""What the address of a page says and a profile can keep: filters, smoothing, axes, open groups, large cards.

The twin of `dashboards.query.kept_by`, which goes the other way. What is said wrongly counts as not said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.http import QueryDict

from profiles import edits
from profiles.edits import Axis
from profiles.schema import BadProfile, ProfileData

SCALES: Mapping[str, str] = {"linear": "linear", "log10": "log10", "symlog": "symlog10"}
MAX_SMOOTHING = 0.999
_AXES: Mapping[str, Axis] = {"xScale": "x", "yScale": "y"}

Edit = Callable[[ProfileData], ProfileData]


def with_address(profile: ProfileData, said: QueryDict) -> ProfileData:
    """The profile with all that the address says, so that a page without it looks the same."""
    for edit in (*_settings(said), *_scales(said), *_layout(said)):
        with suppress(BadProfile):
            profile = edit(profile)
    return profile


def _settings(said: QueryDict) -> list[Edit]:
    found: list[Edit] = []
    tag_filter, run_filter, x_axis = (said.get(name) for name in ("tagFilter", "runFilter", "xAxis"))
    weight = _smoothing(said.get("smoothing", ""))
    if tag_filter is not None:
        found.append(lambda profile: edits.set_tag_filter(profile, tag_filter))
    if run_filter is not None:
        found.append(lambda profile: edits.set_run_filter(profile, run_filter))
    if weight is not None:
        found.append(lambda profile: edits.set_smoothing(profile, weight))
    if x_axis is not None:
        found.append(lambda profile: edits.set_x_axis(profile, x_axis))
    return found


def _scales(said: QueryDict) -> list[Edit]:
    found: list[Edit] = []
    for name, value in said.items():
        field, _, tag = name.partition(".")
        if field in _AXES and str(value) in SCALES:
            found.append(_scale(_AXES[field], tag, SCALES[str(value)]))
    return found


def _scale(axis: Axis, tag: str, scale: str) -> Edit:
    if tag:
        return lambda profile: edits.set_tag_axis_scale(profile, tag, axis, scale)
    return lambda profile: edits.set_axis_scale(profile, axis, scale)


def _layout(said: QueryDict) -> list[Edit]:
    found = [_group(name, expanded=True) for name in said.getlist("open")]
    found += [_group(name, expanded=False) for name in said.getlist("closed")]
    if "expanded" in said:
        tags = [tag for tag in said.getlist("expanded") if tag]
        found.append(lambda profile: edits.set_large_cards(profile, tags))
    return found


def _group(name: str, *, expanded: bool) -> Edit:
    return lambda profile: edits.expand_group(profile, name, expanded)


def _smoothing(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    return min(max(weight, 0.0), MAX_SMOOTHING) if math.isfinite(weight) else None
