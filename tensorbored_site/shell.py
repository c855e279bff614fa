"""What surrounds every dashboard: the way in, the runs, the status line. Parse, ask, render."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.api import location
from dashboards.dashboard import Dashboard, dashboards
from dashboards.empty import Empty
from dashboards.http import TEXT, field_error, private, unchanged
from dashboards.query import PageQuery
from dashboards.views import page_query
from profiles import typed
from profiles.access import role_of
from profiles.colors import run_colors
from profiles.drafts import source_key
from profiles.here import Here
from profiles.menu import Button, button_of
from profiles.request import Request
from tensorbored_site import gate
from tensorbored_site.old_addresses import old_address
from tensorbored_site.runs_panel import RunsPanel, runs_panel
from tensorbored_site.status import Status, status_of

NAME = "TensorBored"
TABS = "The tabs above lead to all that there is."


@require_safe
def index(request: Request) -> HttpResponse:
    """To the first dashboard that has something to show, or that of an old address, with the query."""
    old = old_address(request.GET, request.snapshot.runs)
    if old is None:
        return _redirect(_home(request).url, request.META.get("QUERY_STRING", ""))
    found = next((dashboard for dashboard in dashboards() if dashboard.label == old.tab), None)
    return _redirect(found.url, old.query) if found else _unknown(request, old.tab)


def _redirect(url: str, query: str) -> HttpResponse:
    return private(HttpResponseRedirect(f"{url}{'?' if query else ''}{query}"))


def _unknown(request: Request, tab: str) -> HttpResponse:
    return _nowhere(request, Empty("no-dashboard", f"There's no dashboard by the name of “{tab}”", TABS))


def missing(request: Request, exception: Exception) -> HttpResponse:
    """What answers at an address that is none: a page to whoever opens it, a sentence to everything else.

    Some are below the addresses to sign in, and who asks there may be a stranger, whom a page would tell what
    is served.
    """
    if request.htmx or "text/html" not in request.headers.get("Accept", "") or not gate.may_look(request):
        return private(HttpResponse("There is nothing at this address.", content_type=TEXT, status=404))
    title, home = "There is nothing at this address", reverse("index")
    why = Empty("no-page", title, TABS, (request.path,), url=home, link="To the dashboards")
    return _nowhere(request, why)


def _nowhere(request: Request, why: Empty) -> HttpResponse:
    return private(render(request, "shell/unknown.html", {"empty": why}, status=404))


@require_safe
def runs(request: Request) -> HttpResponse:
    """The list of runs; asked for by itself it leads to the page that holds it."""
    if not request.htmx:
        return index(request)
    shell = Shell(request)
    if shell.runs.error:
        return field_error(shell.runs.error, "run-filter-error")
    unseen = unchanged(request, shell.runs.seen)
    return unseen or private(render(request, "shell/_runs.html", {"shell": shell}))


@require_safe
def status(request: Request) -> HttpResponse:
    """The status line, or 204 where the asker has seen this version."""
    if request.GET.get("v") == str(request.snapshot.version):
        return private(HttpResponse(status=204))
    return private(render(request, "shell/_status.html"))


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, of which only what a template names is worked out."""
    return {"shell": Shell(cast(Request, request))}


@dataclass(frozen=True)
class Tab:
    """A dashboard in the header."""

    title: str
    url: str
    current: bool


class Shell:
    """Header and sidebar of the page that a request is about."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def name(self) -> str:
        """What this program is called here; at the door as well, where nobody knows yet what is asked for."""
        return settings.WINDOW_TITLE or NAME

    @property
    def title(self) -> str:
        """What the window is called: as its flag says, else after the dashboard that it shows."""
        shown = [] if settings.WINDOW_TITLE else [tab.title for tab, _ in self._tabs if tab.current]
        return " · ".join([*shown, self.name])

    @property
    def version(self) -> str:
        """This program's version."""
        return settings.VERSION

    @property
    def role(self) -> str:
        """What whoever has signed in may do here; nothing to say where everybody may do everything."""
        if settings.AUTH != "login":
            return ""
        role = role_of(cast(Any, self._request).user, source_key(self._request.snapshot))
        return f"{role.label} of this logdir"

    @property
    def logdir(self) -> str:
        """The directories that are looked at."""
        return location(self._request.snapshot)

    @property
    def short_logdir(self) -> str:
        """The same, as people write what is below their home."""
        home = f"{os.path.expanduser('~')}/"
        paths = self.logdir.split(",")
        return ",".join(f"~/{path.removeprefix(home)}" if path.startswith(home) else path for path in paths)

    @cached_property
    def query(self) -> PageQuery:
        """State of the page."""
        return page_query(self._request)

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        """Dashboards with something to show, and the one that is looked at."""
        return tuple(tab for tab, active in self._tabs if active or tab.current)

    @cached_property
    def more(self) -> tuple[Tab, ...]:
        """The others: still reachable."""
        return tuple(tab for tab, active in self._tabs if not (active or tab.current))

    @cached_property
    def runs(self) -> RunsPanel:
        """The list of runs."""
        request = self._request
        return runs_panel(
            request.snapshot,
            request.profile,
            self.query,
            run_colors(request.snapshot, request.profile),
            typed.whole_or(request.GET.get("runsPage", ""), 1),
            (self.path, reverse("runs")),
            time.time(),
        )

    @cached_property
    def status(self) -> Status:
        """The status line."""
        return status_of(self._request.snapshot, time.time())

    @cached_property
    def profile(self) -> Button:
        """The button of the menu of profiles."""
        request = self._request
        here = Here(request.path, request.META.get("QUERY_STRING", ""))
        return button_of(request, here, request.GET)

    @cached_property
    def path(self) -> str:
        """Address of the dashboard that is looked at; of the first one on pages that are none."""
        return self._shown or _home(self._request).url

    @cached_property
    def _shown(self) -> str:
        """The same, but empty on pages that are none; a fragment's request tells it by its referrer."""
        here = self._request.path
        if self._request.htmx:
            here = urlsplit(self._request.htmx.current_url_abs_path or "").path or here
        return next((each.url for each in dashboards() if here.startswith(each.url)), "")

    @cached_property
    def _tabs(self) -> list[tuple[Tab, bool]]:
        return [
            (Tab(each.title, each.url, each.url == self._shown), each.is_active(self._request.snapshot))
            for each in dashboards()
        ]


def _home(request: Request) -> Dashboard:
    every = dashboards()
    return next((dashboard for dashboard in every if dashboard.is_active(request.snapshot)), every[0])
