"""System checks (`manage.py check`): what is missing in an installation or in a new dashboard, said early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch

from dashboards.dashboard import dashboards


@register()
def browser_libraries(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """The build puts them there; in a checkout somebody has to ask for it."""
    if (settings.BASE_DIR / "static" / "vendor" / "MANIFEST.json").exists():
        return []
    hint = "Run `python hatch_build.py`, or install the project."
    return [Error("The browser libraries are not in static/vendor.", hint=hint, id="tensorbored.E001")]


@register()
def dashboards_are_whole(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """A dashboard has a page, under the name that its tab links to."""
    found: list[CheckMessage] = []
    for dashboard in dashboards():
        try:
            get_template(f"{dashboard.label}/dashboard.html")
        except TemplateDoesNotExist as missing:
            found.append(Error(f"{dashboard.label} has no template {missing}.", id="tensorbored.E002"))
        try:
            str(dashboard.url)
        except NoReverseMatch:
            found.append(Error(f"{dashboard.label} names no page `dashboard`.", id="tensorbored.E003"))
    return found
