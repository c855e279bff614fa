"""Set up the dashboard from a training script: what is pinned, in which colours, how smooth.

    from tensorbored.plugins.core import profile_writer

    profile_writer.set_default_profile("logs", pinned_cards=[profile_writer.pin_scalar("train/loss")])

The profile is written to `<logdir>/.tensorboard/default_profile.json`, whole or not at all. An argument that
makes no sense is a `ValueError` that names it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from tensorbored.plugins.core import checks
from tensorbored.plugins.core.cards import create_superimposed_card, pin_histogram, pin_image, pin_scalar
from tensorbored.plugins.core.profile import DEFAULT_NAME, DEFAULT_SMOOTHING, PROFILE_VERSION, Profile

__all__ = [
    "PROFILE_VERSION", "VALID_AXIS_SCALES", "Profile", "create_profile", "create_superimposed_card",
    "pin_histogram", "pin_image", "pin_scalar", "read_profile", "set_default_profile", "write_profile",
]  # fmt: skip

VALID_AXIS_SCALES = checks.AXIS_SCALES

Objects = Sequence[Mapping[str, Any]]


def create_profile(
    name: str = DEFAULT_NAME,
    pinned_cards: Objects | None = None,
    run_colors: Mapping[str, str] | None = None,
    group_colors: Mapping[str, int] | Objects | None = None,
    superimposed_cards: Objects | None = None,
    run_selection: Mapping[str, bool] | Objects | None = None,
    selected_runs: Sequence[str] | None = None,
    metric_descriptions: Mapping[str, str] | None = None,
    tag_filter: str = "",
    run_filter: str = "",
    smoothing: float = DEFAULT_SMOOTHING,
    symlog_linear_threshold: float | None = 1.0,
    group_by: Mapping[str, Any] | None = None,
    y_axis_scale: str | None = None,
    x_axis_scale: str | None = None,
    tag_axis_scales: Mapping[str, Mapping[str, str]] | None = None,
    tag_symlog_linear_thresholds: Mapping[str, float] | None = None,
    expanded_tag_groups: Mapping[str, bool] | None = None,
) -> Profile:
    """A profile, ready for `json.dump`, `write_profile` or more changes.

    `pinned_cards` come from `pin_scalar`, `pin_histogram` and `pin_image`, `superimposed_cards` from
    `create_superimposed_card`. `run_colors` are `{run: "#rrggbb"}`, `group_colors` `{group key: colour id}`.
    `selected_runs` are shown and no others; `run_selection`, `{run: shown}`, says something of single runs
    only, and goes before it. `group_by` is `{"key": "experiment"}` or
    `{"key": "regex", "regex_string": "(train|eval)_.*"}`. Scales are `linear`, `log10` or `symlog10`;
    `tag_axis_scales` are `{tag: {"y": scale, "x": scale}}`. `metric_descriptions` are Markdown.
    """
    fields = locals()
    if symlog_linear_threshold == 1:
        fields["symlog_linear_threshold"] = None
    return Profile(**fields)


def set_default_profile(
    logdir: str | os.PathLike[str],
    name: str = DEFAULT_NAME,
    pinned_cards: Objects | None = None,
    run_colors: Mapping[str, str] | None = None,
    group_colors: Mapping[str, int] | Objects | None = None,
    superimposed_cards: Objects | None = None,
    run_selection: Mapping[str, bool] | Objects | None = None,
    selected_runs: Sequence[str] | None = None,
    metric_descriptions: Mapping[str, str] | None = None,
    tag_filter: str = "",
    run_filter: str = "",
    smoothing: float = DEFAULT_SMOOTHING,
    symlog_linear_threshold: float | None = 1.0,
    group_by: Mapping[str, Any] | None = None,
    y_axis_scale: str | None = None,
    x_axis_scale: str | None = None,
    tag_axis_scales: Mapping[str, Mapping[str, str]] | None = None,
    tag_symlog_linear_thresholds: Mapping[str, float] | None = None,
    expanded_tag_groups: Mapping[str, bool] | None = None,
) -> str:
    """Write a profile that `logdir` is shown with; the arguments are those of `create_profile`."""
    fields = locals()
    return write_profile(fields.pop("logdir"), create_profile(**fields))


def write_profile(logdir: str | os.PathLike[str], profile: Mapping[str, Any]) -> str:
    """Make a profile, or a document as `json.load` gives it, what `logdir` is shown with."""
    return Profile.from_serialized(profile).write(logdir)


def read_profile(logdir: str | os.PathLike[str]) -> Profile | None:
    """The profile that `logdir` is shown with; None where there is none that can be read."""
    return Profile.load(logdir)
