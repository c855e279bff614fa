"""Panels beside a button: by themselves for htmx, on a page of their own for whoever has no scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from profiles.answers import Refused
from profiles.request import Request


def panel(request: Request, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """The template `part` with this context."""
    whole = "shell/panel.html" if not request.htmx else part
    response = render(request, whole, {**context, "part": part})
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("HX-Request", "HX-Target", "Cookie"))
    return response


def named_run(request: Request, name: str | None) -> str:
    """The run that somebody asks for, where it exists."""
    if name is None or name not in request.snapshot.runs:
        raise Refused(f"run: there is no run named {name or ''!r}.", 404)
    return name
