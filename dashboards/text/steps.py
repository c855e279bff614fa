"""The steps of one text as a value: a page of them, newest first, or of those in which something is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import Pager, cut
from dashboards.markdown import Budget
from dashboards.recent import Recent
from dashboards.sample_cards import moment
from dashboards.text.setting import SetText, set_values, text_of
from ingest import samples
from ingest.kinds import Text, Unreadable
from profiles.regex import finder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from dashboards.kept import Pairs
    from ingest.store import Samples

STEPS_A_PAGE = 10
MOST_SEARCHED, MOST_BYTES = 5_000, 32 << 20
AT_ONCE = 100


@dataclass(frozen=True)
class Step:
    """One step: its text, or why there is none. ``compare_url``: where it stands beside the one before it."""

    step: int
    time: datetime | None
    html: SafeString | str
    notes: tuple[str, ...]
    problem: str
    raw_url: str
    compare_url: str


@dataclass(frozen=True)
class StepsPage:
    """A page of steps. ``searched``: a sentence about where was looked for what was asked for."""

    tag: str
    run: str
    total: int
    steps: tuple[Step, ...]
    pager: Pager | None
    searched: str
    orphaned: int


@dataclass(frozen=True)
class Look:
    """How texts are shown, set as markdown or not; what is looked for in them, what runs are coloured by."""

    markdown: bool = True
    find: str = ""
    colored: Pairs = ()

    def pairs(self) -> Mapping[str, str]:
        """As an address has it."""
        said = {"format": "" if self.markdown else "plain", "find": self.find, **dict(self.colored)}
        return {name: text for name, text in said.items() if text}


def steps_page(found: Samples, look: Look, page: int, version: str) -> StepsPage:
    """The steps of a tag of a run; ``version`` names them. Raises `BadPattern`."""
    places, searched = _places(found, look.find, version)

    def url(number: int) -> str:
        return address("steps", found, {**look.pairs(), "page": str(number)})

    shown, pager = cut(places, page, STEPS_A_PAGE, url)
    budget = Budget()
    read = dict(samples.read_each(found, shown))
    spans = finder(look.find) if look.find else None
    made = [_step(found, place, read[place], budget, look, spans) for place in shown]
    return StepsPage(found.tag, found.run, len(found), tuple(made), pager, searched, found.orphaned)


def address(name: str, found: Samples, asked: Mapping[str, str]) -> str:
    """An address about a tag of a run."""
    return f"{reverse(f'text:{name}')}?{urlencode({'tag': found.tag, 'run': found.run, **asked})}"


def _step(
    found: Samples,
    place: int,
    value: object,
    budget: Budget,
    look: Look,
    spans: Callable[[str], Sequence[tuple[int, int]]] | None,
) -> Step:
    made, problem = SetText(html=""), ""  # type: ignore[arg-type]
    if isinstance(value, Text):
        made = set_values(value.values, budget, markdown=look.markdown, spans=spans)
    else:
        why = str(value) if isinstance(value, Unreadable) else "it is none"
        problem = f"This text cannot be shown: {why}."
    pair = {"a": str(place - 1), "b": str(place), **dict(look.colored)}
    return Step(
        step=int(found.steps[place]),
        time=moment(float(found.wall_times[place])),
        html=made.html,
        notes=made.notes,
        problem=problem,
        raw_url=address("raw", found, {"at": str(place)}),
        compare_url=address("difference", found, pair) if place else "",
    )


_found: Recent[tuple[list[int], int]] = Recent(4 << 20, lambda known: 64 + 8 * len(known[0]))
"""Where something was found, so that leafing through it does not look again."""


def _places(found: Samples, pattern: str, version: str) -> tuple[list[int], str]:
    """The steps to show, newest first, and where was looked for them."""
    if not pattern:
        return list(range(len(found) - 1, -1, -1)), ""
    spans = finder(pattern)
    key = (version, found.run, found.tag, pattern)
    places, looked = _found.get(key, lambda: _search(found, spans))
    among = f"{len(found):,} step{'' if len(found) == 1 else 's'}"
    if looked < len(found):
        among = f"the newest {looked:,} of {among}"
    return places, f"“{pattern}” is in {f'{len(places):,}' if places else 'none'} of {among}."


def _search(found: Samples, spans: Callable[[str], Sequence[tuple[int, int]]]) -> tuple[list[int], int]:
    """Places that match, newest first; how many were looked at, for no more than so many bytes and steps."""
    matching: list[int] = []
    lengths, looked, size = found.entries.lengths, 0, 0
    while looked < min(len(found), MOST_SEARCHED) and size < MOST_BYTES:
        end = len(found) - looked
        some = list(range(max(end - AT_ONCE, 0), end))
        while len(some) > 1 and size + int(lengths[some].sum()) > MOST_BYTES:
            some = some[len(some) // 2 :]
        read = samples.read_each(found, some)
        matches = [place for place, value in read if isinstance(value, Text) and spans(text_of(value.values))]
        matching += sorted(matches, reverse=True)
        looked, size = looked + len(some), size + int(lengths[some].sum())
    return matching, looked
