"""Distributions over HTTP: the page with its cards, a card alone, what its element draws, and files of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from dashboards import slice_views
from dashboards.distributions.cards import distribution_card, distributions_page
from dashboards.distributions.series import body
from dashboards.distributions.tables import TABLES
from dashboards.query import NOTHING_OWN, X_AXES
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from dashboards.figure import Paper
    from dashboards.slice_query import SliceQuery
    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    return dashboard_page(request, "distributions", distributions_page, {"x_axes": X_AXES})


@require_safe
def series(request: Request) -> HttpResponse:
    """What the element of a card draws."""
    return slice_views.series(request, body)


@require_safe
def card(request: Request) -> HttpResponse:
    """One card."""
    return slice_views.card(request, "distributions", distribution_card, NOTHING_OWN)


@require_safe
def points(request: Request, kind: str) -> HttpResponseBase:
    """The percentiles of all steps."""
    return slice_views.points(request, kind, TABLES[kind])


@require_safe
def menu(request: Request) -> HttpResponse:
    """What there is to download."""
    return slice_views.menu(request, "distributions", "All percentiles")


@require_safe
def figure(request: Request, kind: str) -> HttpResponse:
    """A picture of a card."""

    def draw(found: slice_views.Asked, query: SliceQuery, paper: Paper, kind: str) -> bytes:
        # matplotlib takes half a second to import, and the server starts without it.
        from dashboards.distributions import plotting

        return plotting.rendered(found.samples, found.color, query, paper, kind)

    return slice_views.figure(request, kind, draw)
