"""What a profile says, in lines for people: for the admin's preview and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.schema import ProfileData

MOST = 12


@dataclass(frozen=True)
class Line:
    """One thing that a profile says: names first, `more` of them left out; colours as (run, colour)."""

    title: str
    names: tuple[str, ...] = ()
    colors: tuple[tuple[str, str], ...] = ()
    more: int = 0

    def __str__(self) -> str:
        shown = [*self.names, *(f"{name} {color}" for name, color in self.colors)]
        return ", ".join([*shown, *([f"{self.more} more"] if self.more else [])])


def summary(profile: ProfileData) -> tuple[Line, ...]:
    """The lines that have something to say."""
    described = (
        _names("Pinned", (pin.title or pin.tag for pin in profile.pins)),
        _names("Superimposed", (card.title or ", ".join(card.tags) for card in profile.superimposed)),
        _colors(profile),
        _names("Shown runs", (name for name, shown in profile.run_selection.items() if shown)),
        _names("Hidden runs", (name for name, shown in profile.run_selection.items() if not shown)),
        _names("Tags", [profile.tag_filter] if profile.tag_filter else []),
        _names("Runs", [profile.run_filter] if profile.run_filter else []),
        _names("Smoothing", [f"{profile.smoothing:g}"]),
        _names("Axes", (f"{axis} {scale}" for axis, scale in _scales(profile))),
        _names("Described", profile.metric_descriptions),
    )
    return tuple(line for line in described if line.names or line.colors)


def _names(title: str, names: Iterable[str]) -> Line:
    every = tuple(names)
    return Line(title, every[:MOST], more=max(len(every) - MOST, 0))


def _colors(profile: ProfileData) -> Line:
    every = tuple((name, chosen.color) for name, chosen in profile.run_colors.items())
    return Line("Colours", colors=every[:MOST], more=max(len(every) - MOST, 0))


def _scales(profile: ProfileData) -> list[tuple[str, str]]:
    said = (("x", profile.x_axis_scale), ("y", profile.y_axis_scale))
    return [(axis, scale) for axis, scale in said if scale]
