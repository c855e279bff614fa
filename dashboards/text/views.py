"""Text over HTTP: the page with its cards, the steps of a card, what differs between two, and whole texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboards.asked_samples import asked_series
from dashboards.cards import card_version, title
from dashboards.exports import file_name
from dashboards.http import TEXT, asked_part, field_error, part_or_page, private
from dashboards.query import colored_query, parse_query
from dashboards.refusals import NotThere, refusal
from dashboards.text.cards import FORMATS, OWN, PLUGIN, text_page
from dashboards.text.compared import compared
from dashboards.text.setting import text_of
from dashboards.text.steps import Look, address, steps_page
from dashboards.views import dashboard_page
from ingest import samples
from ingest.kinds import Text, Unreadable
from profiles import typed
from profiles.colors import run_colors
from profiles.regex import BadPattern, finder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.store import Samples
    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    error = _find_error(request.GET.get("find", ""))
    if error and asked_part(request):
        query = parse_query(request.GET, own=OWN)
        return field_error(error, "find-error", query.url(reverse("text:dashboard")))
    look = {
        "format": "plain" if request.GET.get("format") == "plain" else FORMATS[0],
        "find": request.GET.get("find", ""),
        "find_error": error,
    }
    return dashboard_page(request, PLUGIN, text_page, {"look": look}, own=OWN)


def _find_error(pattern: str) -> str:
    try:
        finder(pattern)
    except BadPattern as error:
        return str(error)
    return ""


@require_safe
def steps(request: Request) -> HttpResponse:
    """The steps of a card: a page by itself, or for the card."""
    try:
        found = asked_series(request, PLUGIN)
        version = card_version(request.snapshot, found.tag, [found.run], {})
        page = steps_page(found, _look(request), _number(request, "page", 1), version)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    return _part(request, "steps", found, {"page": page})


@require_safe
def difference(request: Request) -> HttpResponse:
    """What changed from one step to another: a page by itself, or for the card."""
    try:
        found = asked_series(request, PLUGIN)
        last = len(found) - 1
        b = min(_number(request, "b", last), last)
        a = min(_number(request, "a", max(b - 1, 0)), last)
        made = compared(found, a, b, in_one_column=request.GET.get("view") == "unified", look=_look(request))
    except (NotThere, Unreadable) as error:
        return refusal(error)
    return _part(request, "difference", found, {"compared": made})


@require_safe
def raw(request: Request) -> HttpResponse:
    """A whole text as a file."""
    try:
        found = asked_series(request, PLUGIN)
        place = _number(request, "at", len(found) - 1)
        if place >= len(found):
            raise NotThere(f"at: there are {len(found):,} steps.")
        value = samples.read(found, place)
    except (NotThere, Unreadable) as error:
        return refusal(error)
    text = text_of(value.values) if isinstance(value, Text) else ""
    response = HttpResponse(text.encode("utf-8", "replace"), content_type=TEXT)
    name = file_name(f"{found.run} {found.tag} step {found.steps[place]}", "txt")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return private(response)


def _part(request: Request, name: str, found: Samples, context: Mapping[str, Any]) -> HttpResponse:
    light, dark = run_colors(request.snapshot, request.profile)[found.run]
    known = {
        **context,
        "back": address("steps", found, _look(request).pairs()),
        "titles": title(found.tag),
        "run": found.run,
        "light": light,
        "dark": dark,
    }
    return part_or_page(request, f"text/_{name}.html", "text/part.html", known)


def _look(request: Request) -> Look:
    colored = colored_query(request.profile, request.GET).colored()
    return Look(request.GET.get("format") != "plain", request.GET.get("find", ""), colored)


def _number(request: Request, name: str, default: int) -> int:
    return typed.whole_or(request.GET.get(name, ""), default)
