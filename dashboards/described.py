"""What a tag means, as HTML: what the profile says of it, else what the programs that wrote it said. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboards.markdown import html_of
from dashboards.pages import Looking
from ingest.store import Snapshot, TagInfo
from profiles.schema import ProfileData

MOST_RUNS = 5
"""So many runs are named above a description that not all share."""


def description_of(look: Looking, tag: str, runs: Iterable[str]) -> SafeString:
    """Empty where nobody says anything; where runs say different things, each with the runs that say it."""
    said = look.profile.metric_descriptions.get(tag, "")
    if said:
        return html_of(said)
    saying: dict[str, list[str]] = {}
    for run in runs:
        description = look.snapshot.runs[run].info(tag).description
        if description:
            saying.setdefault(description, []).append(run)
    return html_of(next(iter(saying), "")) if len(saying) < 2 else _by_runs(saying)


def told(snapshot: Snapshot, profile: ProfileData, plugin: str) -> dict[str, dict[str, dict[str, Any]]]:
    """For clients, by run and tag: how it is called, and what it means by its run, else by the profile."""
    runs = [run for run in snapshot.runs.values() if run.tags(plugin)]
    return {run.name: {tag: _told(run.info(tag), profile, tag) for tag in run.tags(plugin)} for run in runs}


def _told(info: TagInfo, profile: ProfileData, tag: str) -> dict[str, Any]:
    description = info.description or profile.metric_descriptions.get(tag, "")
    return {"displayName": info.display_name or tag, "description": html_of(description)}


def _by_runs(saying: Mapping[str, list[str]]) -> SafeString:
    parts = ((_named(runs), html_of(description)) for description, runs in saying.items())
    return format_html_join("", '<section><h4 class="about-runs">{}</h4>{}</section>', parts)


def _named(runs: list[str]) -> SafeString:
    more = len(runs) - MOST_RUNS
    names = ", ".join(runs[:MOST_RUNS])
    return format_html("{} and {} more", names, f"{more:,}") if more > 0 else format_html("{}", names)
