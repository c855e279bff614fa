"""`/data/run_colors`: the colours that a logdir's runs have for everybody, for clients and scripts.

A person's own choice comes before these.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from profiles import defaults
from profiles.access import may_edit
from profiles.request import Request
from profiles.schema import BadProfile
from profiles.shared_colors import checked, share_colors, shared_colors
from tensorbored.plugins.core import checks

MAX_BODY = 1024 * 1024
TEXT = "text/plain; charset=utf-8"


class Refused(Exception):
    """What was sent cannot be stored."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@require_http_methods(["GET", "HEAD", "POST"])
def run_colors(request: Request) -> HttpResponse:
    """All of them, `{run: "#rrggbb"}`; a POST of `{run, color}` or `{overrides: {run: color}}` adds some."""
    try:
        colors = _shared(request) if request.method == "POST" else shared_colors(request.snapshot).colors
        response: HttpResponse = JsonResponse(dict(colors))
    except Refused as refusal:
        response = HttpResponse(str(refusal), status=refusal.status, content_type=TEXT)
    response["Cache-Control"] = "private, no-cache"
    return response


def _shared(request: Request) -> Any:
    if not may_edit(request):
        raise Refused(403, "Only editors of this logdir may change the colours that everybody sees.")
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refused(413, f"Run colours may have {MAX_BODY // 1024:,} KiB.")
    logdir = defaults.logdir_of(request.snapshot)
    if logdir is None:
        raise Refused(400, "Run color persistence is unavailable for this logdir")
    try:
        return share_colors(logdir, _asked(body))
    except BadProfile as error:
        raise Refused(400, str(error)) from None
    except OSError as error:
        raise Refused(409, f"The colours were not written: {error.strerror or error}.") from None


def _asked(body: bytes) -> dict[str, str]:
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(400, "Invalid JSON") from None
    said = checks.mapping(document, "body", checks.MAX_INTEGER)
    if "overrides" in said:
        return checked(said["overrides"], "overrides")
    return checked({checks.text(said.get("run"), "run"): said.get("color")}, "color")
