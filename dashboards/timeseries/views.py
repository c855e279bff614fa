"""Time Series over HTTP: the page with its cards, and the curves of one card. Parse, ask, render."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboards import curves
from dashboards.cards import cards_version, token
from dashboards.curve_query import curve_query
from dashboards.http import not_modified, private, refused
from dashboards.line_cards import OWN
from dashboards.line_toolbar import toolbar_context
from dashboards.recent import Recent
from dashboards.refusals import NotThere, refusal
from dashboards.squeezed import squeeze, squeezed
from dashboards.taken import Taken, groups_of, taken_from
from dashboards.timeseries.page import KIND, timeseries_page
from dashboards.timeseries.slots import lenders
from dashboards.views import dashboard_page
from ingest.store import Snapshot
from profiles.colors import run_colors
from profiles.request import Request

_bodies: Recent[bytes] = Recent(48 << 20, len)
"""Compressed curves that were made last: people come back to the same cards, and many look at one page."""


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    context = {
        **toolbar_context(request),
        "lent_styles": _lent(request, "styles"),
        "lent_scripts": _lent(request, "scripts"),
    }
    return dashboard_page(request, "timeseries", timeseries_page, context, {**OWN, KIND: ()})


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
    except (NotThere, ValueError) as error:
        return refusal(error)
    if not taken.tags:
        return refused("tag: name the tags of the chart.", 404)
    cards = taken.drawn
    colors = run_colors(request.snapshot, request.profile)
    groups = groups_of(request, asked)
    etag = f'"{token(cards_version(request.snapshot, taken.sources(asked.x_tag), colors), asked, groups)}"'
    if response := not_modified(request, etag):
        return response
    packed = _bodies.get(
        (_loaded_by(request.snapshot, taken), etag),
        lambda: squeeze(curves.body(request.snapshot, cards, colors, asked, groups)),
    )
    return private(squeezed(request, packed, etag))


def _loaded_by(snapshot: Snapshot, taken: Taken) -> object:
    """What one loader has alone: the versions of its cards say nothing of another's."""
    return next((snapshot.runs[run].names for run in taken.runs), None)
