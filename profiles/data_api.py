"""`/data/profile`: the logdir's default profile for TensorBored's clients and for scripts, in their words.

What comes in is checked field by field before anything is written. `ETag` and `If-Match` let two who save
at once find out. Other sites are kept out by the middleware.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods

from profiles import defaults, kept_default
from profiles.access import may_edit
from profiles.drafts import default_of, source_key
from profiles.log import log_default
from profiles.request import Request
from profiles.schema import BadProfile, profile_from_json

MAX_BODY = 256 * 1024
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


class Refused(Exception):
    """What was sent cannot be stored."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@require_http_methods(["GET", "HEAD", "POST"])
def default_profile(request: Request) -> HttpResponse:
    """The stored profile, wrapped as clients expect it; or another in its place."""
    try:
        return _replaced(request) if request.method == "POST" else _stored(request)
    except Refused as refusal:
        return _fresh(HttpResponse(str(refusal), status=refusal.status, content_type=TEXT))


def _stored(request: Request) -> HttpResponse:
    default = default_of(request)
    if default is None:
        raise Refused(404, "No default profile found")
    answer = _json(default.document, default.token)
    unchanged = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return _fresh(unchanged or answer)


def _replaced(request: Request) -> HttpResponse:
    if not may_edit(request):
        raise Refused(403, "Only editors of this logdir may change its default profile.")
    document = _checked(_body(request))
    logdir = defaults.logdir_of(request.snapshot)
    if logdir is None:
        raise Refused(400, "Profile persistence is unavailable for this logdir")
    try:
        source = source_key(request.snapshot)
        default, problem = kept_default.replace(
            source, logdir, document, lambda token: _is_expected(request, token)
        )
    except defaults.Changed:
        raise Refused(412, "The default profile has changed since it was read.") from None
    log_default(request, default.profile.name)
    return _fresh(_json({**document, "warning": problem} if problem else document, default.token))


def _body(request: Request) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MAX_BODY:
        raise Refused(413, f"A profile may have {MAX_BODY // 1024} KiB.")
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refused(413, f"A profile may have {MAX_BODY // 1024} KiB.")
    return body


def _checked(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(400, "Invalid JSON") from None
    if not isinstance(document, dict):
        raise Refused(400, "Invalid profile format")
    if "version" not in document:
        raise Refused(400, "Invalid profile: missing version field")
    try:
        profile_from_json(document)
    except BadProfile as error:
        raise Refused(422, str(error)) from None
    return document


def _is_expected(request: Request, token: str | None) -> bool:
    """Whether what is there is what the sender has seen; who does not say has no objection.

    Compression makes tokens weak on the way, and they mean the same.
    """
    expected = request.headers.get("If-Match")
    if expected is None:
        return True
    named = {each.strip().removeprefix("W/") for each in expected.split(",")}
    return token is not None and ("*" in named or f'"{token}"' in named)


def _json(document: Any, token: str) -> HttpResponse:
    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    return HttpResponse(text, content_type=JSON, headers={"ETag": f'"{token}"'})


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    return response
