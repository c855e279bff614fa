"""Time Series over HTTP: the page with its cards, and the curves of one card. Parse, ask, render."""

from __future__ import annotations

from itertools import islice

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboards import curves
from dashboards.cards import cards_version, token
from dashboards.curve_query import curve_query
from dashboards.http import not_modified, private, refused
from dashboards.query import X_NAMES
from dashboards.scales import NAMES
from dashboards.spread import BAND_NAMES, CENTRES
from dashboards.taken import NotThere, groups_of, taken_from
from dashboards.timeseries.cards import OWN, PICTURE
from dashboards.timeseries.page import timeseries_page
from dashboards.timeseries.slots import lenders
from dashboards.views import dashboard_page
from profiles.colors import run_colors
from profiles.request import Request

MOST_TAGS = 1000
"""So many tags are offered as x axes; any other can be typed."""


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    picture = {side: round(PICTURE[side] * PICTURE["dpi"]) for side in ("width", "height")}
    context = {
        "x_axes": tuple(X_NAMES.items()),
        "x_tags": tuple(islice(request.snapshot.scalar_tags, MOST_TAGS)),
        "scales": tuple(NAMES.items()),
        "centres": CENTRES,
        "bands": tuple(BAND_NAMES.items()),
        "picture": picture,
        "lent_styles": _lent(request, "styles"),
        "lent_scripts": _lent(request, "scripts"),
        **{name: request.GET.get(name, "") for name in OWN},
    }
    return dashboard_page(request, "timeseries", timeseries_page, context, OWN)


def _lent(request: Request, what: str) -> list[str]:
    """The files that cards of other dashboards need, of those that have any; ours are there anyway."""
    lent = (lender for lender in lenders() if request.snapshot.tags(lender.cards))
    return list(
        dict.fromkeys(name for lender in lent for name in getattr(lender, what) if name != "css/chart.css")
    )


@require_safe
def series(request: Request) -> HttpResponse:
    """The curves of some tags, for the selected runs or the one named, as `dashboards.wire` packs them."""
    try:
        asked, taken = curve_query(request.GET), taken_from(request)
    except NotThere as error:
        return refused(str(error), 404)
    except ValueError as error:
        return refused(str(error))
    if not taken.tags:
        return refused("tag: name the tags of the chart.", 404)
    cards = taken.drawn
    colors = run_colors(request.snapshot, request.profile)
    groups = groups_of(request, asked)
    etag = f'"{token(cards_version(request.snapshot, taken.sources(asked.x_tag), colors), asked, groups)}"'
    if response := not_modified(request, etag):
        return response
    body = curves.body(request.snapshot, cards, colors, asked, groups)
    return private(HttpResponse(body, content_type="application/octet-stream", headers={"ETag": etag}))
