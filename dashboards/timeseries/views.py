"""Time Series over HTTP: the page with its cards, and the curves of one card. Parse, ask, render."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboards import curves
from dashboards.cards import card_version, token
from dashboards.curve_query import curve_query
from dashboards.http import not_modified, private, refused
from dashboards.query import X_AXES
from dashboards.scales import NAMES
from dashboards.timeseries.cards import PICTURE, timeseries_page
from dashboards.views import dashboard_page
from profiles.colors import run_colors
from profiles.regex import BadPattern
from profiles.request import Request
from profiles.selection import shown_runs


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    picture = {side: round(PICTURE[side] * PICTURE["dpi"]) for side in ("width", "height")}
    context = {"x_axes": X_AXES, "scales": tuple(NAMES.items()), "picture": picture}
    return dashboard_page(request, "timeseries", timeseries_page, context)


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
