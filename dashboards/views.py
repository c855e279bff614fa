"""How a dashboard answers: its page, its cards alone, "nothing new", or what is wrong with a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse

from dashboards.cards import token
from dashboards.http import asked_part, field_error, fragment, private, refused, unchanged
from dashboards.kept import kept_by
from dashboards.pages import MENU, CardsPage, Looking
from dashboards.query import NOTHING_OWN, PageQuery, parse_query
from dashboards.said_steps import with_steps_of, without_steps
from profiles import selection_text
from profiles.colors import run_colors
from profiles.regex import BadPattern, matcher

if TYPE_CHECKING:
    from django.http import HttpResponse

    from profiles.request import Request


def dashboard_page(
    request: Request,
    label: str,
    make: Callable[[Looking], CardsPage],
    context: Mapping[str, Any] | None = None,
    own: Mapping[str, Sequence[str]] = NOTHING_OWN,
) -> HttpResponse:
    """The page `<label>/dashboard.html`, or its cards. ``own``: choices that its toolbar adds, by name.

    The template gets `page`, which ``make`` makes, `query`, `errors`, `seen`, `passed_on`, and what is in
    ``context``.
    """
    path = reverse(f"{label}:dashboard")
    query = page_query(request, own)
    errors = _filter_errors(query)
    if errors and asked_part(request):
        filtered, sentence = next(iter(errors.items()))
        return field_error(sentence, f"{filtered}-filter-error", query.url(path))
    usable = _usable(query, errors)
    look = Looking(
        request.snapshot, request.profile, usable, run_colors(request.snapshot, request.profile), path
    )
    page = make(look)
    seen = token(page)
    known = {
        **(context or {}),
        MENU: request.GET.get(MENU, ""),
        "path": path,
        "page": page,
        "query": query,
        "errors": errors,
        "seen": seen,
        "passed_on": _passed_on(usable),
    }
    if known[MENU] and asked_part(request):
        return _menu_of_card(request, known)
    return unchanged(request, seen) or fragment(request, f"{label}/dashboard.html", known, url=page.url)


def _passed_on(query: PageQuery) -> str:
    """What tabs pass on to other dashboards: parameters that are not ours, such as those of a proxy."""
    pairs = without_steps(query.other)
    return f"?{urlencode(pairs)}" if pairs else ""


def _menu_of_card(request: Request, known: Mapping[str, Any]) -> HttpResponse:
    """What can be done with one card of a page; made when somebody opens its menu."""
    cards = (card for group in known["page"].sections for card in group.cards)
    card = next((card for card in cards if card.id == known[MENU]), None)
    template = getattr(card, "menu_template", None)
    if template is None:
        return refused("menu: this page has no such card.", 404)
    return private(render(request, template, {**known, "card": card}))


def page_query(request: Request, own: Mapping[str, Sequence[str]] = NOTHING_OWN) -> PageQuery:
    """The state of the page that a request is about."""
    is_restored = request.headers.get("HX-History-Restore-Request") == "true"  # which comes alone
    named = _address_bar(request)
    asked = with_steps_of(request.GET, named)
    query = parse_query(asked, kept_by(request.profile), own, named=named, is_restored=is_restored)
    return replace(query, run_selection=named.get(selection_text.NAME, ""))


def _address_bar(request: Request) -> QueryDict:
    """What the address says that the browser shows while it asks."""
    if not request.htmx:
        return request.GET
    return QueryDict(urlsplit(request.htmx.current_url_abs_path or "").query)


def _filter_errors(query: PageQuery) -> dict[str, str]:
    """What is wrong with which filter: `tag`, `run`."""
    errors = {}
    for name, pattern in (("tag", query.tag_filter), ("run", query.run_filter)):
        try:
            matcher(pattern)
        except BadPattern as error:
            errors[name] = str(error)
    return errors


def _usable(query: PageQuery, errors: dict[str, str]) -> PageQuery:
    """The query without the filters that cannot be used: the page shows everything, and says so."""
    return replace(
        query,
        tag_filter="" if "tag" in errors else query.tag_filter,
        run_filter="" if "run" in errors else query.run_filter,
    )
