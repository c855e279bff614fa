"""Which tags and runs an address means: a card of one or several tags, all its runs or one; or a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.refusals import NotThere
from profiles.grouping import groups
from profiles.regex import BadPattern, matcher
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboards.lines import CurveQuery
    from profiles.request import Request

PAGE = "scalars"
"""What a file with the points of all cards is called."""


@dataclass(frozen=True)
class Taken:
    """Cards as tags with their runs. ``tags``: a card of these was asked for; ``run``: of it only this."""

    cards: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...] = ()
    run: str | None = None

    @property
    def runs(self) -> tuple[str, ...]:
        """All runs that any of the cards shows."""
        return tuple(dict.fromkeys(run for runs in self.cards.values() for run in runs))

    @property
    def name(self) -> str:
        """What the card is called, by its tags."""
        return " + ".join(self.tags)

    @property
    def stem(self) -> str:
        """What a file of it is called."""
        if not self.tags:
            return PAGE
        return self.name if self.run is None else f"run-{self.run}-tag-{self.name}"

    @property
    def drawn(self) -> Mapping[str, tuple[str, ...]]:
        """Every tag asked for, those without a run as well: each keeps its dashes."""
        return {tag: self.cards.get(tag, ()) for tag in self.tags}

    def sources(self, x_tag: str) -> Mapping[str, tuple[str, ...]]:
        """All that is drawn or drawn against: what a picture of it depends on."""
        return {**self.drawn, x_tag: self.runs} if x_tag else self.drawn


def taken_from(request: Request) -> Taken:
    """The cards that an address names; raises `NotThere`, `BadPattern`."""
    tags = request.snapshot.scalar_tags
    named, run = tuple(dict.fromkeys(request.GET.getlist("tag"))), request.GET.get("run") or None
    there = [tag for tag in named if tag in tags]
    if named and not there:
        raise NotThere(f"tag: there is no scalar tag named {named[0]!r}.")
    if named and run is not None:
        return Taken({tag: (run,) for tag in there if run in tags[tag]}, named, run)
    shown = set(shown_runs(request.snapshot, request.profile, asked_pattern(request, "runFilter")))
    matches = matcher(asked_pattern(request, "tagFilter"))
    wanted = there or [name for name in tags if matches(name)]
    cards = {name: tuple(run for run in tags[name] if run in shown) for name in wanted}
    return Taken({name: runs for name, runs in cards.items() if runs}, named)


def groups_of(request: Request, asked: CurveQuery) -> Mapping[str, Sequence[str]]:
    """Which runs are drawn as one line: those that the profile puts together, where that is asked for."""
    return dict(groups(request.snapshot, request.profile)) if asked.spread else {}


def asked_pattern(request: Request, name: str) -> str:
    """A filter that can be used; raises `BadPattern` with the name of its field."""
    pattern = request.GET.get(name, "")
    try:
        matcher(pattern)
    except BadPattern as error:
        raise BadPattern(f"{name}: {error}") from error
    return pattern
