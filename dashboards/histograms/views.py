"""Histograms over HTTP: the page with its cards, a card alone, what its element draws, and files of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from dashboards import slice_views
from dashboards.histograms.cards import BINS, MODE_NAMES, MODES, OWN, histograms_page, single_card
from dashboards.histograms.series import body
from dashboards.histograms.tables import TABLES
from dashboards.query import X_AXES, parse_query
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from dashboards.figure import Paper
    from dashboards.slice_query import SliceQuery
    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    query = parse_query(request.GET, own=OWN)
    looks = {name: query.choice(name, choices) for name, choices in OWN.items()}
    context = {"x_axes": X_AXES, "modes": tuple(MODE_NAMES.items()), "bins": BINS, "looks": looks}
    return dashboard_page(request, "histograms", histograms_page, context, own=OWN)


@require_safe
def series(request: Request) -> HttpResponse:
    """What the element of a card draws."""
    return slice_views.series(request, body)


@require_safe
def card(request: Request) -> HttpResponse:
    """One card."""
    return slice_views.card(request, "histograms", single_card, OWN)


@require_safe
def points(request: Request, kind: str) -> HttpResponseBase:
    """All buckets of all steps."""
    return slice_views.points(request, kind, TABLES[kind])


@require_safe
def menu(request: Request) -> HttpResponse:
    """What there is to download."""
    return slice_views.menu(request, "histograms", "All buckets")


@require_safe
def figure(request: Request, kind: str) -> HttpResponse:
    """A picture of a card."""
    asked = request.GET.get("mode", "")
    mode = asked if asked in MODES else MODES[0]

    def draw(found: slice_views.Asked, query: SliceQuery, paper: Paper, kind: str) -> bytes:
        # matplotlib takes half a second to import, and the server starts without it.
        from dashboards.histograms import plotting

        return plotting.rendered(found.samples, found.color, query, mode, paper, kind)

    return slice_views.figure(request, kind, draw, mode)
