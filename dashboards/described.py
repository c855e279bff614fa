"""What a tag means, as HTML: what the profile says of it, else what the program that wrote it said. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from dashboards.markdown import html_of
from dashboards.pages import Looking


def description_of(look: Looking, tag: str, runs: Iterable[str]) -> SafeString:
    """Empty where nobody says anything; of several runs the first that does."""
    said = look.profile.metric_descriptions.get(tag, "")
    if not said:
        told = (look.snapshot.runs[run].info(tag).description for run in runs)
        said = next(filter(None, told), "")
    return html_of(said)
