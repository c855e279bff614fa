"""Scalars over HTTP. Parse, ask, render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from dashboards.line_cards import OWN
from dashboards.line_toolbar import toolbar_context
from dashboards.scalars.page import LINKS, scalars_page
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    links = request.GET.get(LINKS) == "1"
    context = {**toolbar_context(request), "links": links}
    return dashboard_page(request, "scalars", scalars_page, context, {**OWN, LINKS: ("", "1")})
