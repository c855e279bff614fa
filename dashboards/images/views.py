"""Images over HTTP: the page with its cards, the steps of a card, its pictures. Parse, ask, render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.asked_samples import asked_card, asked_file
from dashboards.blobs import blob
from dashboards.http import private
from dashboards.images.cards import FIT, images_page
from dashboards.images.every_step import every_step_page
from dashboards.images.pictures import PLUGIN, drawable
from dashboards.images.thumbnails import KIND, is_worth_it, side_for, thumbnail
from dashboards.not_shown import NotShown
from dashboards.query import colored_query
from dashboards.refusals import NotThere, refusal
from dashboards.views import dashboard_page
from profiles import typed
from profiles.colors import run_colors

if TYPE_CHECKING:
    from profiles.request import Request

OWN = {
    "brightness": ("1", *(f"{number / 100:g}" for number in range(201) if number != 100)),
    "contrast": ("100", *(str(number) for number in range(501) if number != 100)),
    "actual": ("", "1"),
}
"""How pictures are shown: brightness as a factor, contrast in percent, in actual size."""


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    said = ((name, request.GET.get(name, ""), choices) for name, choices in OWN.items())
    looks = {name: text if text in choices else choices[0] for name, text, choices in said}
    return dashboard_page(request, PLUGIN, images_page, {"looks": looks}, OWN)


@require_safe
def picture(request: Request) -> HttpResponse:
    """A picture as a browser shows it: as it was written, or with ``fit`` a copy that is large enough."""
    try:
        found, at, content = asked_file(request, PLUGIN)
        content, kind = _fitted(content, request.GET.get("fit"))
    except (NotThere, NotShown) as error:
        return refusal(error)
    return blob(request, content, found.name(at), kind=kind, cached="key" in request.GET)


@require_safe
def every_step(request: Request) -> HttpResponse:
    """All steps of a card as small pictures, a page at a time."""
    try:
        found = asked_card(request, PLUGIN)
    except NotThere as error:
        return refusal(error)
    asked = typed.whole_or(request.GET.get("page", ""), 1)
    color = run_colors(request.snapshot, request.profile)[found.run]
    colored = colored_query(request.profile, request.GET).colored()
    shown = every_step_page(request.snapshot, found, asked, color, colored)
    return private(render(request, "images/all.html", {"page": shown}))


def _fitted(content: bytes, fit: str | None) -> tuple[bytes, str]:
    """A picture, or the copy of it that is large enough, with its type; raises `NotShown`."""
    header = drawable(content)
    side = side_for(typed.whole_or(fit or "", FIT, 5))
    is_copied = fit is not None and is_worth_it(header, len(content), side)
    copy = thumbnail(content, header, side) if is_copied else b""
    return (copy, KIND) if copy else (content, header.kind)
