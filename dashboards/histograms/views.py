"""Histograms over HTTP: the page with its cards, and what all histograms over steps answer with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from dashboards import slice_views
from dashboards.histograms.cards import BINS, MODE_NAMES, OWN, histograms_page, single_card
from dashboards.histograms.series import body
from dashboards.histograms.tables import TABLES
from dashboards.kept import X_AXES
from dashboards.query import parse_query
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from django.http import HttpResponse

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


def draw(
    found: slice_views.Asked, query: SliceQuery, looks: Mapping[str, str], paper: Paper, kind: str
) -> bytes:
    """A card on paper."""
    # matplotlib takes half a second to import, and the server starts without it.
    from dashboards.histograms import plotting

    return plotting.rendered(found.samples, found.color, query, looks["mode"], paper, kind)


VIEWS = slice_views.Views("histograms", body, single_card, draw, TABLES, "All buckets", OWN)
