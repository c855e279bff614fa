"""Distributions over HTTP: the page with its cards, and what all histograms over steps answer with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from dashboards import slice_views
from dashboards.distributions.cards import distribution_card, distributions_page
from dashboards.distributions.series import body
from dashboards.distributions.tables import TABLES
from dashboards.kept import X_AXES
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from dashboards.figure import Paper
    from dashboards.slice_query import SliceQuery
    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    return dashboard_page(request, "distributions", distributions_page, {"x_axes": X_AXES})


def draw(
    found: slice_views.Asked, query: SliceQuery, looks: Mapping[str, str], paper: Paper, kind: str
) -> bytes:
    """A card on paper."""
    # matplotlib takes half a second to import, and the server starts without it.
    from dashboards.distributions import plotting

    return plotting.rendered(found.samples, found.color, query, paper, kind)


VIEWS = slice_views.Views("distributions", body, distribution_card, draw, TABLES, "All percentiles")
