"""Answers: a page or the part of it that is asked for, "nothing new", and one-sentence refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from profiles.request import Request

TEXT = "text/plain; charset=utf-8"
Response = TypeVar("Response", bound=HttpResponseBase)
TOOLBAR = "form#toolbar"  # what htmx calls the toolbar when it says who asks


def asked_part(request: Request) -> str:
    """Id of the element that htmx will put the answer into; empty where a whole page is asked for."""
    if not request.htmx or request.htmx.history_restore_request:
        return ""
    return unquote((request.htmx.target or "").partition("#")[2])


def fragment(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    parts: Sequence[str] = ("cards",),
    url: str = "",
) -> HttpResponse:
    """The page, or one of its parts by itself: `app/_part.html`, which the page's template includes.

    `url`: the canonical address of what is shown; the toolbar puts it into the address bar.
    """
    part = asked_part(request)
    if part in parts:
        template = f"{template.rpartition('/')[0]}/_{part}.html"
    response = render(request, template, dict(context))
    if url and request.htmx and request.htmx.source == TOOLBAR:
        response["HX-Replace-Url"] = url
    return private(response)


def part_or_page(request: Request, part: str, page: str, context: Mapping[str, Any]) -> HttpResponse:
    """A template by itself, or the page that includes it as `part`."""
    template = part if asked_part(request) else page
    return private(render(request, template, {**context, "part": part}))


def unchanged(request: Request, token: str) -> HttpResponse | None:
    """204 where the asker already has what this token stands for."""
    if request.GET.get("seen") == token:
        return private(HttpResponse(status=204))
    return None


def field_error(sentence: str, element: str, url: str = "") -> HttpResponse:
    """A sentence for beside a field of a form; nothing else on the page is touched.

    `url`: the address with what was typed. The text goes into `element` as text, whatever is in it.
    """
    response = HttpResponse(sentence, content_type=TEXT)
    response["HX-Retarget"] = f"#{element}"
    response["HX-Reswap"] = "textContent"
    if url:
        response["HX-Replace-Url"] = url
    return private(response)


def refused(sentence: str, status: int = 400) -> HttpResponse:
    """What a program gets that asks for something impossible: a line of text."""
    return private(HttpResponse(f"{sentence}\n", status=status, content_type=TEXT))


def private(response: Response) -> Response:
    """Ask again each time; and a part of a page is never taken for the page."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request", "Cookie"))
    return response


def not_modified(request: Request, etag: str) -> HttpResponse | None:
    """304 where the browser kept the body that this tag names."""
    known = (tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(","))
    if etag not in known:
        return None
    response = HttpResponseNotModified()
    response["ETag"] = etag
    return private(response)
