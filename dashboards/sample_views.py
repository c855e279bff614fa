"""Views that the dashboards of pictures and sounds have in common: a card, steps, files, zips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboards.archive import archive
from dashboards.asked_samples import asked_card, asked_file, asked_runs
from dashboards.blobs import blob
from dashboards.clients import JSON
from dashboards.exports import file_name
from dashboards.http import not_modified, private
from dashboards.not_shown import NotShown
from dashboards.pages import CardKey, Looking
from dashboards.query import colored_query
from dashboards.refusals import NotThere, refusal
from dashboards.sample_cards import slot_from
from profiles.colors import run_colors

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from django.urls import URLPattern

    from dashboards.encoded_cards import EncodedCard
    from profiles.request import Request


def routes(kind: type[EncodedCard]) -> list[URLPattern]:
    """The addresses of cards of this kind, by name."""
    of = {"plugin": kind.plugin}
    return [
        path("card", card, {"kind": kind}, name="card"),
        path("steps", steps, of, name="steps"),
        path("file", file, {**of, "download": True}, name="file"),
        path("all.zip", packed, of, name="zip"),
    ]


@require_safe
def card(request: Request, kind: type[EncodedCard]) -> HttpResponse:
    """One card, for a page that shows cards of several dashboards."""
    try:
        found = asked_card(request, kind.plugin)
    except NotThere as error:
        return refusal(error)
    colors = run_colors(request.snapshot, request.profile)
    page = reverse(f"{kind.plugin}:dashboard")
    look = Looking(
        request.snapshot, request.profile, colored_query(request.profile, request.GET), colors, page
    )
    runs = request.snapshot.tags(kind.plugin)[found.tag]
    key = CardKey(kind.plugin, found.tag, found.run, found.sample)
    shown = kind.of(look, key, runs, slot_from(request.GET.get("slot", "")))
    return private(render(request, kind.template, {"card": shown}))


@require_safe
def steps(request: Request, plugin: str) -> HttpResponse:
    """All steps of a card, with the keys of their files."""
    try:
        found = asked_card(request, plugin).steps
    except NotThere as error:
        return refusal(error)
    etag = f'"{found.version}"'
    if response := not_modified(request, etag):
        return response
    return private(HttpResponse(found.json(), content_type=JSON, headers={"ETag": etag}))


@require_safe
def file(request: Request, plugin: str, *, download: bool) -> HttpResponse:
    """The bytes of a sample, whatever they are."""
    try:
        found, at, content = asked_file(request, plugin)
    except (NotThere, NotShown) as error:
        return refusal(error)
    return blob(request, content, found.name(at), download=download, cached="key" in request.GET)


@require_safe
def packed(request: Request, plugin: str) -> HttpResponseBase:
    """All files of a tag, or of one card of it, as a zip."""
    try:
        if "run" in request.GET:
            found = asked_card(request, plugin)
            tag, runs, sample = found.tag, [found.run], found.sample
        else:
            (tag, runs), sample = asked_runs(request, plugin), None
    except NotThere as error:
        return refusal(error)
    pieces = archive(request.snapshot, plugin, tag, runs, sample)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, file_name(tag, "zip")) or "attachment"
    return private(response)
