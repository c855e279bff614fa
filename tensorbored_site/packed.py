"""Scripts and styles compressed once and kept: a first visit costs a third of the bytes.

What the build compressed comes as it is; this is for our own files, which may stand in a checkout as they
were written. Addresses of static files change whenever a file does, so what is kept is never stale.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

_KINDS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
_MOST = 1024
_kept: dict[str, bytes] = {}


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Static files that are text, compressed for those who take it."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (_is_text(response) and request.path.startswith(settings.STATIC_URL) and not settings.DEBUG):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if request.method == "GET" and "gzip" in request.headers.get("Accept-Encoding", ""):
            return _packed(request.path, cast(StreamingHttpResponse, response))
        return response

    return serve


def _is_text(response: HttpResponseBase) -> bool:
    return (
        response.streaming
        and response.status_code == HTTPStatus.OK
        and response.headers.get("Content-Type", "").startswith(_KINDS)
        and "Content-Encoding" not in response.headers
    )


def _packed(path: str, response: StreamingHttpResponse) -> HttpResponse:
    content = _kept.get(path)
    if content is None:
        content = gzip.compress(response.getvalue(), mtime=0)
        if len(_kept) < _MOST:
            _kept[path] = content
    packed = HttpResponse(content, headers=dict(response.headers.items()))
    response.close()
    packed.headers["Content-Encoding"] = "gzip"
    packed.headers["Content-Length"] = str(len(content))
    for name in ("Accept-Ranges", "ETag"):  # these are about the bytes as they stand in the file
        if name in packed.headers:
            del packed.headers[name]
    return packed
