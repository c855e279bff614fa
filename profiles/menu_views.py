"""The menu of profiles over HTTP: a panel behind a button of the header, or without scripts a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from profiles import library, people
from profiles.address import with_address
from profiles.answers import Refused, Toast, one_of
from profiles.drafts import parsed, seen_anew, sight_of
from profiles.here import Here, here_of
from profiles.menu import button_of, panel_of
from profiles.menu_actions import ACTIONS, Ask, Outcome
from profiles.request import Request
from profiles.schema import BadProfile

MAX_BODY = 2 * library.MAX_BYTES
EVENT = "profile-changed"
TEXT = "text/plain; charset=utf-8"


@require_safe
def panel(request: Request) -> HttpResponse:
    """Everything that can be done with profiles."""
    return _panel(request, here_of(request), Outcome())


@require_safe
def button(request: Request) -> HttpResponse:
    """The button of the header, over the page that the parameters tell."""
    context = {"button": button_of(request, here_of(request), request.GET)}
    return _private(render(request, "profiles/_button.html", context))


@require_safe
def export(request: Request, number: str = "") -> HttpResponse:
    """A profile as a file: a saved one, else what is seen; with `view` to look at."""
    try:
        if number:
            profile = parsed(library.find(people.person_of(request), number).data)
        else:
            profile = with_address(sight_of(request).profile, here_of(request).said)
    except library.NotThere as error:
        raise Http404(str(error)) from None
    response = HttpResponse(library.text_of(profile), content_type="application/json")
    if "view" not in request.GET:
        name = content_disposition_header(True, library.file_name(profile.name))
        response["Content-Disposition"] = name or "attachment"
    return _private(response)


@require_POST
def act(request: Request) -> HttpResponse:
    """Do what `action` says."""
    ask = Ask(request, here_of(request))
    return _done(ask, lambda: ACTIONS[one_of(request.POST.get("action", ""), ACTIONS)](ask))


@require_POST
def bring(request: Request) -> HttpResponse:
    """Save a profile that comes as a file or as text; the name is made one that is free."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BODY:
        too_large = f"The file is larger than {library.MAX_BYTES // 1024**2} MiB.\n"
        return HttpResponse(too_large, status=413, content_type=TEXT)
    ask = Ask(request, here_of(request))
    return _done(ask, lambda: _brought(ask))


def gone(request: Request, rest: str) -> HttpResponse:
    """A short address that leads nowhere."""
    return _private(render(request, "profiles/gone.html", status=404))


def _brought(ask: Ask) -> Outcome:
    file = ask.request.FILES.get("file")
    content = file.read(library.MAX_BYTES + 1) if file else ask.text("text").encode("utf-8", "replace")
    if not content.strip():
        raise Refused("text: a file, or a profile as text, is expected.")
    person, brought = people.remember(ask.request, ask.jar), []
    for profile in library.read(content):
        name = library.free_name(profile.name, library.names(person))
        brought.append(library.add(person, profile, name, profile.modified).name)
    if len(brought) == 1:
        return Outcome(Toast("There is now a profile", brought[0]))
    return Outcome(Toast(f"There are now {len(brought):,} profiles more:", ", ".join(brought)))


@dataclass(frozen=True)
class _Error:
    sentence: str
    status: int


def _done(ask: Ask, action: Any) -> HttpResponse:
    """The answer to an action, done wholly or not at all."""
    request = ask.request
    try:
        with transaction.atomic():
            outcome = action()
    except (Refused, BadProfile, library.NotThere) as error:
        return _refused(ask, _error_of(error))
    seen_anew(request)
    response = _answer(ask, outcome)
    response.cookies.update(ask.jar.cookies)
    return response


def _answer(ask: Ask, outcome: Outcome) -> HttpResponse:
    request = ask.request
    if outcome.leads_to:
        away = HttpResponseClientRedirect if request.htmx else HttpResponseRedirect
        return away(outcome.leads_to)
    if not request.htmx and not (outcome.said or outcome.link):
        return HttpResponseRedirect(f"{reverse('profiles:panel')}?{urlencode({'page': ask.here.url})}")
    response = _panel(request, ask.here, outcome)
    if request.htmx:
        for event in (EVENT, *outcome.events):
            trigger_client_event(response, event)
    return response


def _refused(ask: Ask, error: _Error) -> HttpResponse:
    """The sentence beside the menu; nothing else there is touched, and what was typed stays."""
    if ask.request.htmx:
        response = HttpResponse(error.sentence, content_type=TEXT)
        response["HX-Retarget"], response["HX-Reswap"] = "#profiles-error", "textContent"
        return _private(response)
    return _panel(ask.request, ask.here, Outcome(), error)


def _error_of(error: Exception) -> _Error:
    if isinstance(error, Refused):
        return _Error(str(error), error.status)
    return _Error(str(error), 404 if isinstance(error, library.NotThere) else 422)


def _panel(request: Request, here: Here, outcome: Outcome, error: _Error | None = None) -> HttpResponse:
    is_part = request.htmx and not request.htmx.history_restore_request
    context = {
        "panel": panel_of(request, here),
        "here": here,
        "said": outcome.said,
        "link": outcome.link,
        "error": error.sentence if error else "",
        "opened": request.POST.get("open", ""),
        "pasted": request.POST.get("text", "") if error else "",
    }
    template = f"profiles/{'_panel' if is_part else 'page'}.html"
    return _private(render(request, template, context, status=error.status if error else 200))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    return response
