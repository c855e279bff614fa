"""What holds for every request: under which name, from which page, what browsers may do with the answer.

Security comes first in the list, so that redirects, static files and errors pass through it too. It keeps
no session and needs no token: see docs/decisions on cross-site requests. Who may ask at all is for `gate.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from dashboards.squeezed import squeeze
from tensorbored_site import hosts, proxy, state

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_WORTH_IT = 200  # bytes
_PACKED = ("image/png", "image/jpeg", "image/webp", "audio/", "application/zip")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
OWN_PAGES = {"same-origin", "none"}
# Notebooks on this machine may frame us; styles and scripts come from files of ours and nowhere else.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
    )
)
NOT_OURS = "This host name is not served here: --allowed_hosts names others.\n"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def security(get_response: GetResponse) -> GetResponse:
    """Answer only to our own names and pages, and tell the browser to keep others out."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        proxy.unwrap(request)
        _forget_nonsense(request)
        response = _refusal(request) or get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        if isinstance(response, HttpResponse):  # with its length known, the connection stays open
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware


def _forget_nonsense(request: HttpRequest) -> None:
    """An address that is none, where htmx would say which page asks: as good as not said."""
    try:
        urlsplit(request.META.get("HTTP_HX_CURRENT_URL", ""))
    except ValueError:
        del request.META["HTTP_HX_CURRENT_URL"]


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not _host_is_ours(request):
        return HttpResponseBadRequest(NOT_OURS, content_type="text/plain")
    if request.method not in SAFE_METHODS and not _sender_is_ours(request):
        return HttpResponseForbidden("Requests from other sites are refused.\n", content_type="text/plain")
    return None


def _host_is_ours(request: HttpRequest) -> bool:
    """Against DNS rebinding. A request line with a whole address in it would name a second host."""
    if urlsplit(request.META.get("REQUEST_URI", "/")).netloc:
        return False
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    return _any_name_will_do() or hosts.can_be_meant(host, settings.OTHER_HOSTS)


def _any_name_will_do() -> bool:
    """Where Django has compared names already; or nobody has chosen any, and a secret is asked for."""
    return settings.ALLOWED_HOSTS != ["*"] or (settings.AUTH != "none" and not settings.OTHER_HOSTS)


def _sender_is_ours(request: HttpRequest) -> bool:
    """Browsers say where a request comes from: believe the newer header, else compare the older one.

    Pages cannot forge either. Scripts send neither, and may write.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in OWN_PAGES
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def path_prefix(get_response: GetResponse) -> GetResponse:
    """Serve below `--path_prefix` only; addresses get the prefix back from FORCE_SCRIPT_NAME."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        prefix = settings.PATH_PREFIX
        if not prefix:
            return get_response(request)
        if request.path_info == prefix:
            query = request.META.get("QUERY_STRING")
            return HttpResponsePermanentRedirect(f"{prefix}/?{query}" if query else f"{prefix}/")
        if not request.path_info.startswith(f"{prefix}/"):
            return HttpResponseNotFound("Not found.\n", content_type="text/plain")
        request.path, request.path_info = request.path_info, request.path_info.removeprefix(prefix)
        return get_response(request)

    return middleware


class Compression(GZipMiddleware):
    """Compress text well and columns of numbers quickly: those shrink by a third, however hard one tries.

    Files to keep, pictures and sounds are left alone: most are compressed, and players ask for parts.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if (
            response.headers.get("Content-Type", "").startswith(_PACKED)
            or "Accept-Ranges" in response.headers
        ):
            return response
        if response.headers.get("Content-Type", "").startswith("application/octet-stream"):
            return self._quickly(request, response)
        return super().process_response(request, response)

    def _quickly(self, request: HttpRequest, response: Any) -> Any:
        patch_vary_headers(response, ("Accept-Encoding",))
        if "Content-Encoding" in response.headers or len(response.content) < _WORTH_IT:
            return response
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        response.content = squeeze(response.content)
        response.headers["Content-Encoding"] = "gzip"
        if etag := response.headers.get("ETag"):
            response.headers["ETag"] = f"W/{etag.removeprefix('W/')}"
        return response


def snapshot(get_response: GetResponse) -> GetResponse:
    """One snapshot a request, so that everything in a page is of one moment."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        cast(Any, request).snapshot = state.store().snapshot()
        return get_response(request)

    return middleware
