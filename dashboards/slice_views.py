"""How dashboards of histograms answer: the body of a card, a card alone, its points and pictures as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dashboards import exports
from dashboards.asked_samples import asked_series
from dashboards.cards import card_version, title, token
from dashboards.clients import CSV, JSON
from dashboards.figure import Paper, paper_from
from dashboards.http import Response, not_modified, part_or_page, private
from dashboards.pages import CardKey, Looking
from dashboards.query import RUNS, parse_query
from dashboards.recent import Recent
from dashboards.refusals import NotThere, refusal
from dashboards.sample_cards import slot_from
from dashboards.slice_cards import PLUGIN, SliceCard
from dashboards.slice_query import SliceQuery, Undrawable, slice_query
from dashboards.slices import Body
from dashboards.taken import asked_pattern
from profiles.color_group import text_of
from profiles.colors import run_colors
from profiles.regex import BadPattern, matcher
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponseBase
    from django.urls import URLPattern

    from ingest.store import Samples
    from profiles.request import Request

Make = Callable[["Samples", tuple[str, str], SliceQuery], Body]
Table = Callable[["Sequence[Samples]", bool], Iterator[str]]
Draw = Callable[["Asked", SliceQuery, Mapping[str, str], Paper, str], bytes]
TYPES = {"csv": CSV, "json": JSON}
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
SHOWN = ("tag", "run", "xAxis", "mode", "bins", "runColorGroup")


_bodies: Recent[Body] = Recent(32 << 20, lambda body: len(body.content) if body.is_sound else 0)
"""What was made last: people look at the same cards, and come back to them."""


@dataclass(frozen=True)
class Asked:
    """The samples that an address names, in which colour, and what their body depends on."""

    samples: Samples
    color: tuple[str, str]
    version: str


def asked(request: Request) -> Asked:
    """The tag and run of an address; raises `NotThere`."""
    found = asked_series(request, PLUGIN)
    colors = run_colors(request.snapshot, request.profile)
    light, dark = colors[found.run]
    return Asked(found, (light, dark), card_version(request.snapshot, found.tag, [found.run], colors))


@dataclass(frozen=True)
class Views:
    """What a dashboard answers with besides its page. ``label``: of its addresses; ``body`` makes what its
    element draws, ``card`` a card of another page, ``draw`` a picture on paper; ``tables``: files of all its
    numbers, and ``numbers`` what those are called; ``own``: choices of how it is drawn.
    """

    label: str
    body: Make
    card: Callable[[Looking, CardKey], SliceCard]
    draw: Draw
    tables: Mapping[str, Table]
    numbers: str
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def routes(self) -> list[URLPattern]:
        """Their addresses, by name."""
        return [
            path("series", _safe(series, self), name="series"),
            path("card", _safe(card, self), name="card"),
            path("downloads", _safe(menu, self), name="downloads"),
            *(path(f"points.{kind}", _safe(points, self), {"kind": kind}, name=kind) for kind in TYPES),
            *(path(f"figure.{kind}", _safe(figure, self), {"kind": kind}, name=kind) for kind in PICTURES),
        ]


def _safe(view: Callable[..., HttpResponseBase], views: Views) -> Callable[..., HttpResponseBase]:
    return require_safe(wraps(view)(partial(view, views=views)))


def series(request: Request, views: Views) -> HttpResponse:
    """What the element of a card draws, as `dashboards.packed` packs it."""
    try:
        query = slice_query(request.GET)
        found = asked(request)
    except (NotThere, ValueError) as error:
        return refusal(error)
    etag = f'"{token(found.version, query)}"'
    if response := not_modified(request, etag):
        return response
    key = (views.label, found.version, query)
    body = _bodies.get(key, lambda: views.body(found.samples, found.color, query))
    return private(
        HttpResponse(body.content, content_type="application/octet-stream", headers={"ETag": etag})
    )


def card(request: Request, views: Views) -> HttpResponse:
    """One card, for a page that shows cards of several dashboards."""
    try:
        samples = asked(request).samples
    except NotThere as error:
        return refusal(error)
    colors = run_colors(request.snapshot, request.profile)
    query = replace(parse_query(request.GET, own=views.own), color_group=text_of(request.profile.group_by))
    look = Looking(request.snapshot, request.profile, query, colors, reverse(f"{views.label}:dashboard"))
    made = views.card(look, CardKey(PLUGIN, samples.tag, samples.run))
    shown = replace(made, id=made.id + slot_from(request.GET.get("slot", "")))
    return private(render(request, shown.template, {"card": shown}))


def points(request: Request, kind: str, views: Views) -> HttpResponseBase:
    """All steps of a card, or of all cards of the page, as a file."""
    try:
        chosen = _chosen(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    is_card = "tag" in request.GET
    stem = f"run-{chosen[0].run}-tag-{chosen[0].tag}" if is_card else PLUGIN
    pieces = exports.joined(views.tables[kind](chosen, is_card))
    response = StreamingHttpResponse(pieces, content_type=TYPES[kind])
    return private(_attached(response, exports.file_name(stem, kind)))


def menu(request: Request, views: Views) -> HttpResponse:
    """What there is to download of a card, or without a tag of the page: by itself, or as a part."""
    try:
        chosen = _chosen(request)
    except (NotThere, BadPattern) as error:
        return refusal(error)
    is_card = "tag" in request.GET
    names = ("tag", "run") if is_card else ("tagFilter", *RUNS)
    said = urlencode([(name, request.GET[name]) for name in names if request.GET.get(name)])
    label = views.label
    context = {
        "label": label,
        "what": views.numbers,
        "cards": len(chosen),
        "whose": (*title(chosen[0].tag), chosen[0].run) if is_card else None,
        "steps": len(chosen[0]) if is_card else 0,
        "points": [(kind, f"{reverse(f'{label}:{kind}')}?{said}") for kind in TYPES],
        "pictures": [(kind, reverse(f"{label}:{kind}")) for kind in PICTURES],
        "shown": [(name, request.GET[name]) for name in SHOWN if request.GET.get(name)],
        "paper": Paper(),
    }
    return part_or_page(request, "components/_slice_downloads.html", "components/downloads.html", context)


def figure(request: Request, kind: str, views: Views) -> HttpResponse:
    """A picture of a card as it is on the page."""
    said = ((name, request.GET.get(name, ""), choices) for name, choices in views.own.items())
    looks = {name: text if text in choices else choices[0] for name, text, choices in said}
    try:
        paper = paper_from(request.GET)
        query = slice_query(request.GET)
        found = asked(request)
    except (NotThere, ValueError) as error:
        return refusal(error)
    etag = f'"{token(found.version, query, paper, kind, looks)}"'
    if response := not_modified(request, etag):
        return response
    try:
        body = views.draw(found, query, looks, paper, kind)
    except Undrawable as error:
        return refusal(error)
    response = HttpResponse(body, content_type=PICTURES[kind], headers={"ETag": etag})
    stem = f"run-{found.samples.run}-tag-{found.samples.tag}"
    return private(_attached(response, exports.file_name(stem, kind)))


def _chosen(request: Request) -> list[Samples]:
    """The samples of a card, or of all cards that the filters and the selection let through."""
    if "tag" in request.GET:
        return [asked(request).samples]
    shown = set(shown_runs(request.snapshot, request.profile, asked_pattern(request, "runFilter")))
    matches = matcher(asked_pattern(request, "tagFilter"))
    owners = request.snapshot.tags(PLUGIN).items()
    named = ((tag, run) for tag, runs in owners if matches(tag) for run in runs if run in shown)
    found = (request.snapshot.samples(run, tag) for tag, run in named)
    return [samples for samples in found if samples]


def _attached(response: Response, name: str) -> Response:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
