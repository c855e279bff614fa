"""How a change of the draft is answered: with nothing but the news, or with a toast that can undo it.

Without htmx every answer leads back to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from profiles.drafts import edit
from profiles.here import Here
from profiles.regex import BadPattern
from profiles.request import Request
from profiles.schema import ProfileData

TEXT = "text/plain; charset=utf-8"
Change = Callable[[ProfileData], ProfileData]


class Refused(Exception):
    """What was asked for cannot be done: the sentence begins with the name of the field."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Toast:
    """What has happened, to which `name`; and the form that undoes it: its address and its fields."""

    text: str
    name: str = ""
    undo: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    is_error: bool = False


def changed(request: Request, change: Change, event: str, toast: Toast | None = None) -> HttpResponse:
    """Keep a change and tell the page by an event; a toast takes the place of the last one."""
    if not request.htmx:
        response: HttpResponse = HttpResponseRedirect(back_of(request).url)
    elif toast:
        response = toasted(request, toast)
    else:
        response = HttpResponse(status=204)
    edit(request, change, response)
    return trigger_client_event(response, event) if request.htmx else response


def toasted(request: Request, toast: Toast) -> HttpResponse:
    """A toast at the bottom of the page, whatever asked."""
    response = render(request, "components/_toast.html", {"toast": toast})
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "innerHTML"
    return response


def refusal(error: Exception) -> HttpResponse:
    """Why not, in a line."""
    status = error.status if isinstance(error, Refused) else 400
    return HttpResponse(f"{_sentence(error)}\n", status=status, content_type=TEXT)


def refused_aloud(request: Request, error: Exception) -> HttpResponse:
    """The same, where a person should see it: htmx shows a toast, which only a success can bring."""
    return toasted(request, Toast(_sentence(error), is_error=True)) if request.htmx else refusal(error)


def one_of(action: str, known: Iterable[str]) -> str:
    """The action, where it is a known one."""
    names = list(known)
    if action not in names:
        raise Refused(f"action: {', '.join(names[:-1])} or {names[-1]} is expected.")
    return action


def _sentence(error: Exception) -> str:
    return f"runFilter: {error}" if isinstance(error, BadPattern) else str(error)


def back_of(request: Request) -> Here:
    """The page of ours from which somebody came who has no scripts; else the first one."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return Here(reverse("index"))
    parts = urlsplit(referer)
    return Here(f"/{parts.path.lstrip('/')}", parts.query)
