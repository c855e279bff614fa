"""What a profile says of every page: the state where an address says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dashboards.scales import SCALES, THRESHOLD, Scale, scale_or
from profiles import color_group, filter_text
from profiles.schema import ProfileData

SMOOTHING = 0.6
X_AXES: tuple[Literal["step", "relative", "wall"], ...] = ("step", "relative", "wall")

Pairs = tuple[tuple[str, str], ...]
OwnScales = tuple[tuple[str, str, Scale], ...]
OwnThresholds = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Kept:
    """What a profile says of every page: the state where an address says nothing.

    ``scales``: (x or y, tag, scale) of single cards; ``groups``: (group, whether it is open); ``expanded``:
    tags of large cards.
    """

    tag_filter: str = ""
    run_filter: str = ""
    smoothing: float = SMOOTHING
    x_scale: Scale = SCALES[0]
    y_scale: Scale = SCALES[0]
    scales: OwnScales = ()
    groups: tuple[tuple[str, bool], ...] = ()
    x_axis: str = X_AXES[0]
    expanded: tuple[str, ...] = ()
    threshold: float = THRESHOLD
    thresholds: OwnThresholds = ()
    partition: bool = False
    color_group: str = color_group.BY_RUN
    column_filters: str = filter_text.NOTHING

    def group(self, name: str, plain: bool) -> bool:
        """Whether a group is open; ``plain``: whether it is where nobody says anything."""
        return self._by_group.get(name, plain)

    @cached_property
    def _by_group(self) -> Mapping[str, bool]:
        return dict(self.groups)

    own: Pairs = ()


NOTHING_KEPT = Kept()


def kept_by(profile: ProfileData) -> Kept:
    """The state of pages that a profile asks for."""
    scales = profile.tag_axis_scales.items()
    chosen = [(axis, tag, getattr(own, axis)) for tag, own in scales for axis in ("x", "y")]
    return Kept(
        tag_filter=profile.tag_filter,
        run_filter=profile.run_filter,
        smoothing=profile.smoothing,
        x_scale=_kept_scale(profile.x_axis_scale),
        y_scale=_kept_scale(profile.y_axis_scale),
        scales=tuple((axis, tag, _kept_scale(scale)) for axis, tag, scale in chosen if scale),
        groups=tuple(profile.expanded_tag_groups.items()),
        x_axis=profile.x_axis,
        expanded=profile.large_cards,
        threshold=profile.symlog_threshold,
        thresholds=tuple(profile.tag_symlog_thresholds.items()),
        partition=profile.partition,
        color_group=color_group.text_of(profile.group_by),
        column_filters=filter_text.text_of(profile.run_table),
        own=tuple(profile.toolbar.items()),
    )


def _kept_scale(name: str | None) -> Scale:
    return scale_or((name or "").replace("symlog10", "symlog"), SCALES[0])
