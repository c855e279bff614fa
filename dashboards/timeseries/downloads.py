"""What can be taken away from Time Series: points, pictures, and the menu that offers them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboards import exports
from dashboards.cards import cards_version, title, token
from dashboards.clients import CSV, JSON
from dashboards.curve_query import curve_query, number
from dashboards.curves import drawn
from dashboards.figure import Paper, paper_from, view_of
from dashboards.http import not_modified, part_or_page, private
from dashboards.query import RUNS
from dashboards.refusals import NotThere, refusal
from dashboards.taken import Taken, groups_of, taken_from
from profiles.colors import run_colors
from profiles.regex import BadPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponseBase

    from profiles.request import Request

TYPES = {"csv": CSV, "json": JSON}
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
SHOWN = (
    *("tag", "run", *RUNS, "smoothing", "xAxis", "xTag", "xScale", "yScale", "symlogThreshold"),
    *("partition", "spread", "band", "baseline", "runColorGroup"),
)
"""What of a page's address a picture of one card depends on."""


@require_safe
def points(request: Request, kind: str) -> HttpResponseBase:
    """All points, as a file."""
    try:
        taken = _there(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    response = StreamingHttpResponse(_points(request, taken, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = attachment(exports.file_name(taken.stem, kind))
    return private(response)


@require_safe
def menu(request: Request) -> HttpResponse:
    """What there is to download of a card, or without a tag of the page: by itself, or as a part."""
    try:
        taken = _there(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    chosen = urlencode(_said(request, (*RUNS, *(("tag", "run") if taken.tags else ("tagFilter",)))))
    files = [(kind, reverse(f"timeseries:{kind}")) for kind in TYPES]
    context = {
        "taken": taken,
        "titles": [title(tag) for tag in taken.tags],
        "files": files,
        "points": [(kind, f"{url}?{chosen}" if chosen else url) for kind, url in files],
        "pictures": [(kind, reverse(f"timeseries:{kind}")) for kind in PICTURES],
        "shown": _said(request, SHOWN),
        "paper": Paper(),
    }
    return part_or_page(request, "timeseries/_downloads.html", "components/downloads.html", context)


def _there(request: Request) -> Taken:
    """What an address names, if the run that it names is there."""
    taken = taken_from(request)
    if taken.run is not None and not taken.cards:
        raise NotThere(f"run: there is no run named {taken.run!r} with this tag.")
    return taken


def attachment(name: str) -> str:
    """The header that makes a browser save the answer under this name."""
    return content_disposition_header(True, name) or "attachment"


def _said(request: Request, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def _points(request: Request, taken: Taken, kind: str) -> Iterator[bytes]:
    snapshot = request.snapshot
    if len(taken.tags) != 1:
        table = exports.page_csv if kind == "csv" else exports.page_json
        return table(snapshot, taken.cards.items())
    (tag,) = taken.tags
    series = snapshot.scalars(taken.run, tag) if taken.run is not None else None
    if series is not None:
        return exports.run_csv(series) if kind == "csv" else exports.run_json(series)
    of_card = exports.card_csv if kind == "csv" else exports.card_json
    return of_card(snapshot, tag, taken.runs)


@require_safe
def figure(request: Request, kind: str) -> HttpResponse:
    """A picture of a card as it is on the page: its runs, colours, smoothing, axes and range."""
    try:
        paper = paper_from(request.GET)
        asked = replace(curve_query(request.GET), width=paper.columns)
        y_range = number(request.GET, "yFrom"), number(request.GET, "yTo")
        taken = _drawable(_there(request))
    except (NotThere, ValueError) as error:
        return refusal(error)
    colors = run_colors(request.snapshot, request.profile)
    version, groups = (
        cards_version(request.snapshot, taken.sources(asked.x_tag), colors),
        groups_of(request, asked),
    )
    etag = f'"{token(version, asked, groups, y_range, paper, kind)}"'
    if response := not_modified(request, etag):
        return response
    # Here and not above: matplotlib takes half a second to import, and the server starts without it.
    from dashboards import plotting

    curves = drawn(request.snapshot, taken.drawn, colors, asked, groups)
    view = view_of(curves, taken.tags, asked, y_range, paper)
    body = plotting.rendered(view, asked, taken.name, paper, kind)
    response = HttpResponse(body, content_type=PICTURES[kind], headers={"ETag": etag})
    response["Content-Disposition"] = attachment(exports.file_name(taken.stem, kind))
    return private(response)


def _drawable(taken: Taken) -> Taken:
    if not taken.tags:
        raise NotThere("tag: a picture is of one card; name its tag.")
    if not taken.runs:
        raise NotThere("runFilter: no run with this tag is selected.")
    return taken
