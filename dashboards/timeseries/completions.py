"""Which tags a half-typed filter could mean, as a part of the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.http import private
from dashboards.timeseries.slots import lenders
from ingest.natural import natural_key
from ingest.store import Snapshot
from profiles.regex import BadPattern, escaped, matcher
from profiles.request import Request

MOST = 25


@require_safe
def completions(request: Request) -> HttpResponse:
    """The first tags that match `q`, each with the expression for just it; and how many more there are."""
    tags = matching(request.snapshot, request.GET.get("q", ""))
    found = [(tag, escaped(tag)) for tag in tags[:MOST]]
    context = {"found": found, "more": len(tags) - len(found)}
    return private(render(request, "timeseries/_completions.html", context))


def matching(snapshot: Snapshot, pattern: str) -> list[str]:
    """Tags of every kind of card; none for nothing typed, or for what is no expression yet."""
    try:
        matches = matcher(pattern)
    except BadPattern:
        return []
    plugins = ("scalars", *(lender.cards for lender in lenders()))
    tags = {tag for plugin in plugins for tag in snapshot.tags(plugin)} if pattern else set()
    return sorted(filter(matches, tags), key=natural_key)
