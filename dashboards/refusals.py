"""Why an address gets nothing, in a sentence that begins with its field, and how that is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.http import refused
from dashboards.not_shown import NotShown

if TYPE_CHECKING:
    from django.http import HttpResponse


class NotThere(Exception):
    """What an address names is not there. The message begins with the name of the field."""


def refusal(error: Exception) -> HttpResponse:
    """Why not, in a line; the status tells what is not there from what cannot be shown, and from nonsense."""
    status = 404 if isinstance(error, NotThere) else 422 if isinstance(error, NotShown) else 400
    return refused(str(error), status)
