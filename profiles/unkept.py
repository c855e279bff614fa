"""A database that takes nothing, as on a full disk: a sentence for whoever asked, not an error of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from profiles.answers import Refused, refused_aloud
from profiles.request import Request

REASONS = {
    "full": "the disk is full",
    "readonly": "its database is read-only",
    "locked": "its database is busy",
    "disk I/O": "the disk fails",
}
"""What SQLite says, and what to say of it; of other databases nothing is told, for they name places."""
STATUS = 507

_log = logging.getLogger(__name__)


class Unkept:
    """Middleware: answers for views that the database failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Why nothing was kept; other errors are somebody else's."""
        if not isinstance(error, OperationalError):
            return None
        _log.warning("%s %s failed: %s", request.method, request.path, error)
        why = next(
            (why for said, why in REASONS.items() if said in str(error)), "the database does not answer"
        )
        return refused_aloud(cast(Request, request), Refused(f"Nothing was kept: {why}.", STATUS))
