"""Time Series over HTTP: the page with its cards, and the curves of one card. Parse, ask, render."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards import curves
from dashboards.cards import card_version, token
from dashboards.curve_query import curve_query
from dashboards.http import asked_part, field_error, fragment, not_modified, private, refused, unchanged
from dashboards.query import X_AXES, PageQuery, parse_query
from dashboards.scales import NAMES
from dashboards.timeseries.cards import PICTURE, Looking, cards_page
from profiles.colors import run_colors
from profiles.regex import BadPattern, matcher
from profiles.request import Request
from profiles.selection import shown_runs


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    query = parse_query(request.GET)
    errors = _filter_errors(query)
    if errors and asked_part(request):
        filtered, sentence = next(iter(errors.items()))
        return field_error(sentence, f"{filtered}-filter-error", query.url(reverse("timeseries:dashboard")))
    page = cards_page(_looking(request, _usable(query, errors)))
    seen = token(page)
    context = {"page": page, "query": query, "errors": errors, "seen": seen, "x_axes": X_AXES}
    context["scales"] = tuple(NAMES.items())
    context["picture"] = {side: round(PICTURE[side] * PICTURE["dpi"]) for side in ("width", "height")}
    return unchanged(request, seen) or fragment(request, "timeseries/dashboard.html", context, url=page.url)


@require_safe
def series(request: Request) -> HttpResponse:
    """The curves of one tag for the selected runs, as `dashboards.wire` packs them."""
    tag = request.GET.get("tag", "")
    if tag not in request.snapshot.scalar_tags:
        return refused(f"tag: there is no scalar tag named {tag!r}.", 404)
    try:
        asked = curve_query(request.GET)
        shown = set(shown_runs(request.snapshot, request.profile, request.GET.get("runFilter", "")))
    except (ValueError, BadPattern) as error:
        return refused(f"runFilter: {error}" if isinstance(error, BadPattern) else str(error))
    runs = [name for name in request.snapshot.scalar_tags[tag] if name in shown]
    colors = run_colors(request.snapshot)
    etag = f'"{token(card_version(request.snapshot, tag, runs, colors), asked)}"'
    if response := not_modified(request, etag):
        return response
    body = curves.body(request.snapshot, tag, runs, colors, asked)
    return private(HttpResponse(body, content_type="application/octet-stream", headers={"ETag": etag}))


def _looking(request: Request, query: PageQuery) -> Looking:
    return Looking(
        snapshot=request.snapshot,
        profile=request.profile,
        query=query,
        colors=run_colors(request.snapshot),
        path=reverse("timeseries:dashboard"),
        series_path=reverse("timeseries:series"),
    )


def _filter_errors(query: PageQuery) -> dict[str, str]:
    """What is wrong with which filter: `tag`, `run`."""
    errors = {}
    for name, pattern in (("tag", query.tag_filter), ("run", query.run_filter)):
        try:
            matcher(pattern)
        except BadPattern as error:
            errors[name] = str(error)
    return errors


def _usable(query: PageQuery, errors: dict[str, str]) -> PageQuery:
    """The query without the filters that cannot be used: the page shows everything, and says so."""
    return replace(
        query,
        tag_filter="" if "tag" in errors else query.tag_filter,
        run_filter="" if "run" in errors else query.run_filter,
    )
