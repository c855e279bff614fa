"""What can be taken away from Time Series: points, pictures, and the menu that offers them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboards import exports
from dashboards.cards import card_version, title, token
from dashboards.clients import CSV, JSON
from dashboards.curve_query import curve_query, number
from dashboards.curves import drawn
from dashboards.figure import Paper, paper_from, view_of
from dashboards.http import asked_part, not_modified, private, refused
from profiles.colors import run_colors
from profiles.regex import BadPattern, matcher
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpResponseBase

    from profiles.request import Request

TYPES = {"csv": CSV, "json": JSON}
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
SHOWN = ("tag", "runFilter", "smoothing", "xAxis", "xScale", "yScale", "partition")
"""What of a page's address a picture of one card depends on."""

PAGE = "scalars"
"""What a file with the points of all cards is called."""


class NotThere(Exception):
    """There is no such tag or run; the message names the field."""


@dataclass(frozen=True)
class Taken:
    """Cards as tags with their runs. ``tag``: only this card was asked for; ``run``: only this run of it."""

    cards: Mapping[str, tuple[str, ...]]
    tag: str | None = None
    run: str | None = None

    @property
    def runs(self) -> tuple[str, ...]:
        """All runs that any of the cards shows."""
        return tuple(dict.fromkeys(run for runs in self.cards.values() for run in runs))

    @property
    def stem(self) -> str:
        """What a file of it is called."""
        if self.tag is None:
            return PAGE
        return self.tag if self.run is None else f"run-{self.run}-tag-{self.tag}"


@require_safe
def points(request: Request, kind: str) -> HttpResponseBase:
    """All points, as a file."""
    try:
        taken = taken_from(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    response = StreamingHttpResponse(_points(request, taken, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = attachment(exports.file_name(taken.stem, kind))
    return private(response)


@require_safe
def menu(request: Request) -> HttpResponse:
    """What there is to download of a card, or without a tag of the page: by itself, or as a part."""
    try:
        taken = taken_from(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    names = ("runFilter", "tagFilter") if taken.tag is None else ("tag", "runFilter")
    chosen = urlencode(_said(request, names))
    files = [(kind, reverse(f"timeseries:{kind}")) for kind in TYPES]
    head, last = title(taken.tag or "")
    context = {
        "taken": taken,
        "head": head,
        "last": last,
        "files": files,
        "points": [(kind, f"{url}?{chosen}" if chosen else url) for kind, url in files],
        "pictures": [(kind, reverse(f"timeseries:{kind}")) for kind in PICTURES],
        "shown": _said(request, SHOWN),
        "paper": Paper(),
    }
    part = "_downloads" if asked_part(request) == "downloads" else "downloads"
    return private(render(request, f"timeseries/{part}.html", context))


def taken_from(request: Request) -> Taken:
    """The cards that an address names; raises `NotThere`, `BadPattern`."""
    tags = request.snapshot.scalar_tags
    tag, run = request.GET.get("tag"), request.GET.get("run") or None
    if tag is not None and tag not in tags:
        raise NotThere(f"tag: there is no scalar tag named {tag!r}.")
    if tag is not None and run is not None:
        if run not in tags[tag]:
            raise NotThere(f"run: there is no run named {run!r} with this tag.")
        return Taken({tag: (run,)}, tag, run)
    shown = set(shown_runs(request.snapshot, request.profile, _pattern(request, "runFilter")))
    matches = matcher(_pattern(request, "tagFilter"))
    wanted = [name for name in tags if matches(name)] if tag is None else [tag]
    cards = {name: tuple(run for run in tags[name] if run in shown) for name in wanted}
    return Taken({name: runs for name, runs in cards.items() if runs}, tag)


def refusal(error: Exception) -> HttpResponse:
    """Why not, in a line."""
    return refused(str(error), 404 if isinstance(error, NotThere) else 400)


def attachment(name: str) -> str:
    """The header that makes a browser save the answer under this name."""
    return content_disposition_header(True, name) or "attachment"


def _said(request: Request, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _pattern(request: Request, name: str) -> str:
    """A filter that can be used; raises `BadPattern` with the name of its field."""
    pattern = request.GET.get(name, "")
    try:
        matcher(pattern)
    except BadPattern as error:
        raise BadPattern(f"{name}: {error}") from error
    return pattern


def _points(request: Request, taken: Taken, kind: str) -> Iterator[bytes]:
    snapshot = request.snapshot
    if taken.tag is None:
        table = exports.page_csv if kind == "csv" else exports.page_json
        return table(snapshot, taken.cards.items())
    series = snapshot.scalars(taken.run, taken.tag) if taken.run is not None else None
    if series is not None:
        return exports.run_csv(series) if kind == "csv" else exports.run_json(series)
    of_card = exports.card_csv if kind == "csv" else exports.card_json
    return of_card(snapshot, taken.tag, taken.runs)


@require_safe
def figure(request: Request, kind: str) -> HttpResponse:
    """A picture of a card as it is on the page: its runs, colours, smoothing, axes and range."""
    try:
        paper = paper_from(request.GET)
        asked = replace(curve_query(request.GET), width=paper.columns)
        y_range = number(request.GET, "yFrom"), number(request.GET, "yTo")
        taken = taken_from(request)
        tag = _drawn_tag(taken)
    except (NotThere, ValueError) as error:
        return refusal(error)
    colors = run_colors(request.snapshot)
    version = card_version(request.snapshot, tag, taken.runs, colors)
    etag = f'"{token(version, asked, y_range, paper, kind)}"'
    if response := not_modified(request, etag):
        return response
    # Here and not above: matplotlib takes half a second to import, and the server starts without it.
    from dashboards import plotting

    curves = drawn(request.snapshot, tag, taken.runs, colors, asked)
    view = view_of(curves, asked, y_range, paper)
    body = plotting.rendered(view, asked, tag, paper, kind)
    response = HttpResponse(body, content_type=PICTURES[kind], headers={"ETag": etag})
    response["Content-Disposition"] = attachment(exports.file_name(taken.stem, kind))
    return private(response)


def _drawn_tag(taken: Taken) -> str:
    if taken.tag is None:
        raise NotThere("tag: a picture is of one tag; name it.")
    if not taken.runs:
        raise NotThere("runFilter: no run with this tag is selected.")
    return taken.tag
