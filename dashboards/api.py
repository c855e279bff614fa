"""The JSON routes of TensorBoard's clients that belong to no plugin, and below them those of each plugin.

A dashboard with an `api.py` answers under `plugin/<its label>/`. What is not personal: a profile changes
nothing here, and no point is left out for being one of many.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path

from dashboards.clients import answer
from dashboards.dashboard import dashboards
from ingest.store import Snapshot
from profiles.request import Request


def runs(request: Request) -> HttpResponse:
    """Names, those that started first first."""
    found = request.snapshot.runs.values()
    started = ((math.inf if run.start_time is None else run.start_time, run.name) for run in found)
    return answer([name for _, name in sorted(started)])


def environment(request: Request) -> HttpResponse:
    """What is served, and from where."""
    return answer(
        {
            "version": settings.VERSION,
            "data_location": location(request.snapshot),
            "window_title": settings.WINDOW_TITLE,
            "experiment_name": "",
            "experiment_description": "",
            "creation_time": 0,
            "debug": {"data_provider": "TensorBored", "flags": {}},
        }
    )


def logdir(request: Request) -> HttpResponse:
    """Where the event files are."""
    return answer({"logdir": location(request.snapshot)})


def window_properties(request: Request) -> HttpResponse:
    """What the window is called."""
    return answer({"window_title": settings.WINDOW_TITLE})


def plugins_listing(request: Request) -> HttpResponse:
    """Which plugins have data. Their pages are our own, so there is nothing for a client to load."""
    entries: dict[str, Mapping[str, Any]] = {}
    for dashboard in dashboards():
        entries[dashboard.label] = _plugin(dashboard.title, dashboard.is_active(request.snapshot))
    return answer(entries)


def nothing(request: Request) -> HttpResponse:
    """Experiments are what a hosted TensorBoard has; here is one directory."""
    return answer([])


def notifications(request: Request) -> HttpResponse:
    """No news are fetched from anywhere."""
    return answer({"notifications": []})


def location(snapshot: Snapshot) -> str:
    """The directories that are read."""
    return ",".join(source.path for source in snapshot.sources)


def _plugin(title: str, enabled: bool) -> Mapping[str, Any]:
    return {
        "disable_reload": False,
        "enabled": enabled,
        "remove_dom": False,
        "tab_name": title,
        "loading_mechanism": {"type": "NONE"},
    }


def _plugins() -> dict[str, str]:
    """Label to module."""
    named = ((dashboard.label, f"{dashboard.name}.api") for dashboard in dashboards())
    return {label: module for label, module in named if find_spec(module)}


urlpatterns = [
    path("runs", runs),
    path("environment", environment),
    path("logdir", logdir),
    path("window_properties", window_properties),
    path("plugins_listing", plugins_listing),
    path("experiments", nothing),
    path("experiment_runs", nothing),
    path("notifications", notifications),
    *(path(f"plugin/{label}/", include(module)) for label, module in _plugins().items()),
]
