"""What a tag means, as HTML: what the profile says of it, else what the programs that wrote it said. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboards.markdown import html_of
from dashboards.pages import Looking

MOST_RUNS = 5
"""So many runs are named above a description that not all share."""


def description_of(look: Looking, tag: str, runs: Iterable[str]) -> SafeString:
    """Empty where nobody says anything; where runs say different things, each with the runs that say it."""
    said = look.profile.metric_descriptions.get(tag, "")
    if said:
        return html_of(said)
    told: dict[str, list[str]] = {}
    for run in runs:
        description = look.snapshot.runs[run].info(tag).description
        if description:
            told.setdefault(description, []).append(run)
    return html_of(next(iter(told), "")) if len(told) < 2 else _by_runs(told)


def _by_runs(told: Mapping[str, list[str]]) -> SafeString:
    parts = ((_named(runs), html_of(description)) for description, runs in told.items())
    return format_html_join("", '<section><h4 class="about-runs">{}</h4>{}</section>', parts)


def _named(runs: list[str]) -> SafeString:
    more = len(runs) - MOST_RUNS
    names = ", ".join(runs[:MOST_RUNS])
    return format_html("{} and {} more", names, f"{more:,}") if more > 0 else format_html("{}", names)
